// A target of C++ objects: shop ORDERS
//
// A variable holds a shop; its map holds the orders, and those their lines; a thread-local variable holds one
// audit more. Says `ready PID`, then sleeps until the end of its standard input.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace shop {
class Line {
 public:
  virtual ~Line() = default;
  long amount = 1;
};
class Discount : public Line {
 public:
  double share = 0.5;
};
class Order {
 public:
  virtual ~Order() = default;
  std::vector<std::unique_ptr<Line>> lines;
  std::string customer = std::string(40, 'c');
};
template <class Key, class Value>
class Cache {
 public:
  virtual ~Cache() = default;
  std::map<Key, std::unique_ptr<Value>> values;
};
namespace {
class Audit {
 public:
  virtual ~Audit() = default;
  char log[5000];
};
}  // namespace
}  // namespace shop

shop::Cache<int, shop::Order> *volatile cache;
static thread_local shop::Audit *volatile audit;

int main(int argc, char **argv) {
  int orders = argc > 1 ? std::atoi(argv[1]) : 1000;
  cache = new shop::Cache<int, shop::Order>;
  audit = new shop::Audit;
  for (int number = 0; number < orders; number++) {
    auto order = std::make_unique<shop::Order>();
    for (int line = 0; line < 3; line++) order->lines.push_back(std::make_unique<shop::Line>());
    order->lines.push_back(std::make_unique<shop::Discount>());
    cache->values[number] = std::move(order);
  }
  std::printf("ready %d\n", getpid());
  std::fflush(stdout);
  char line[64];
  while (read(0, line, sizeof line) > 0) {
  }
  return audit == nullptr;
}

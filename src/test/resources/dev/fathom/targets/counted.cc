// A target of objects with counts of references: counted RINGS
//
// Each ring is two sessions that hold each other, and nothing else holds: all are lost. A static variable of a
// namespace holds as many users. Says `ready PID`, then sleeps until the end of its standard input.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <unistd.h>
#include <vector>

namespace shop {
struct Node {
  virtual ~Node() = default;
  std::shared_ptr<Node> peer;
};
struct Session : Node {
  char text[100];
};
struct User {
  long number = 1;
};
template <class Key>
struct Table : Node {
  Key key;
};
namespace {
std::vector<std::shared_ptr<void>> users;
}  // namespace
}  // namespace shop

__attribute__((noinline)) static void make(int rings) {
  for (int ring = 0; ring < rings; ring++) {
    auto one = std::make_shared<shop::Session>();
    auto other = std::make_shared<shop::Session>();
    one->peer = other;
    other->peer = one;
    static std::vector<std::shared_ptr<shop::Node>> known;
    known.push_back(std::make_shared<shop::Table<std::pair<int, long>>>());
    shop::users.push_back(std::make_shared<shop::User>());
  }
}

// Overwrites what is left over of the calls before.
__attribute__((noinline)) static void clear(int depth) {
  volatile char room[4096];
  std::memset(const_cast<char *>(room), 0, sizeof room);
  if (depth > 0) clear(depth - 1);
}

int main(int argc, char **argv) {
  make(argc > 1 ? std::atoi(argv[1]) : 1000);
  clear(8);
  std::printf("ready %d\n", getpid());
  std::fflush(stdout);
  char line[64];
  while (read(0, line, sizeof line) > 0) {
  }
}

// A target that is never still: rings of shared pointers are made, held and dropped.
//
// Says `ready PID`, then its main thread sleeps until the end of standard input.
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

struct Session {
  std::shared_ptr<Session> peer;
  std::string name;
  std::map<int, std::string> values;
  virtual ~Session() {}
};

static std::vector<std::shared_ptr<Session>> sessions;

static void run() {
  for (;;) {
    for (int i = 0; i < 500; i++) {
      auto one = std::make_shared<Session>(), other = std::make_shared<Session>();
      one->peer = other;
      other->peer = one;
      one->name = "session number " + std::to_string(i) + " of many";
      one->values[i] = one->name;
      sessions.push_back(one);
    }
    for (auto &each : sessions) each->peer.reset();
    sessions.clear();
  }
}

int main() {
  char line[256];
  std::thread(run).detach();
  usleep(300000);
  std::printf("ready %d\n", static_cast<int>(getpid()));
  std::fflush(stdout);
  while (read(0, line, sizeof line) > 0) continue;
  _exit(0);
}

/* What makes a program of glibc's own tests (malloc/tst-*.c) a target.
 *
 *   PROGRAM FILE
 *
 * It runs the test and stops for a look whenever the test has called free() a power of two times, as long as it is the
 * one thread of its process, and at the end. For each look it writes the fields of mallinfo2() to FILE, says `ready PID`,
 * later `done`, and waits for a line. After the last one FILE is empty. What the test itself prints goes nowhere. The
 * headers in `support` stand for those of glibc that its tests include; `test-driver.c` calls the test.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_LOOKS 10

int judged_test(void);
void __real_free(void *);

static pid_t judged;
static const char *file;
static int answers, looks;
static unsigned long frees, next_look = 1;

/* Nothing here allocates: the heap is looked at as the test left it. */
static int is_alone(void) {
  char text[2048];
  int stat = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  ssize_t length = read(stat, text, sizeof text - 1);
  close(stat);
  if (length <= 0) return 0;
  text[length] = 0;
  char *at = strrchr(text, ')');
  /* Field 20 is how many threads there are; the third one follows the name. */
  for (int field = 2; at && field < 20; field++) at = strchr(at + 1, ' ');
  return at && atoi(at) == 1;
}

static void say(const char *what) {
  if (write(answers, what, strlen(what)) < 0) _exit(1);
  char line[64];
  if (read(0, line, sizeof line) <= 0) _exit(0);
}

static void told(const char *text) {
  int out = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (write(out, text, strlen(text)) < 0) _exit(1);
  close(out);
}

static void look(void) {
  if (getpid() != judged || !is_alone()) return;
  static char text[1024];
  struct mallinfo2 m = mallinfo2();
  snprintf(text, sizeof text,
           "arena %zu\nordblks %zu\nsmblks %zu\nhblks %zu\nhblkhd %zu\nfsmblks %zu\nuordblks %zu\nfordblks %zu\nkeepcost %zu\n",
           m.arena, m.ordblks, m.smblks, m.hblks, m.hblkhd, m.fsmblks, m.uordblks, m.fordblks, m.keepcost);
  told(text);
  char ready[64];
  snprintf(ready, sizeof ready, "ready %d\n", judged);
  say(looks++ == 0 ? ready : "done\n");
}

void __wrap_free(void *block) {
  __real_free(block);
  if (++frees == next_look && looks < MOST_LOOKS) {
    next_look *= 2;
    look();
  }
}

/* A test may end itself: a check of its own fails, or malloc aborts, which some of them are about. */
void judged_end(const char *why) {
  if (getpid() != judged) _exit(1);
  told("");
  char line[128];
  snprintf(line, sizeof line, "skip: it ends before there is anything to look at: %s\n", why);
  say(looks == 0 ? line : "done\n");
  _exit(0);
}

static void aborted(int number) {
  (void)number;
  judged_end("aborted");
}

static void ended(void) { judged_end("it exits"); }

int main(int count, char **words) {
  (void)count;
  judged = getpid();
  file = words[1];
  answers = fcntl(1, F_DUPFD_CLOEXEC, 100);
  int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, 1);
  dup2(nowhere, 2);
  close(nowhere);
  signal(SIGABRT, aborted);
  atexit(ended);
  int result = judged_test();
  if (getpid() != judged) _exit(result);
  look();
  judged_end("other threads run on");
}

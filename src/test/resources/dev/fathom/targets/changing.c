/* A target that is never the same.
 *
 *   small STEPS SMALL LARGE
 *
 * Says `running PID`, then goes round for ever: maps memory and writes to it, unmaps some, forks a
 * child that ends at once, starts and ends a thread, and after so many STEPS runs the other one of the
 * two programs, SMALL and LARGE, which are copies of this one, as the same process. The one whose name
 * ends with `large` has 64 MiB more. Ends when its standard input does.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void *end_at_once(void *nothing) { return nothing; }

int main(int argc, char **argv) {
  enum { PLACES = 64 };
  static char *places[PLACES];
  const size_t bytes = 256 << 10;
  struct pollfd input = {.fd = 0, .events = POLLIN};
  int large;
  if (argc < 4) return 2;
  if (argc == 4) {
    printf("running %d\n", (int)getpid());
    fflush(stdout);
  }
  large = strcmp(argv[0] + strlen(argv[0]) - 5, "large") == 0;
  if (large) memset(malloc(64 << 20), 1, 64 << 20);
  for (int step = 0; step < atoi(argv[1]); step++) {
    int place = rand() % PLACES;
    pthread_t thread;
    if (places[place] != NULL) munmap(places[place], bytes);
    places[place] = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (places[place] == MAP_FAILED) return 1;
    memset(places[place], step, (size_t)rand() % bytes);
    free(malloc((size_t)rand() % bytes));
    if (step % 8 == 0) {
      pid_t child = fork();
      if (child == 0) _exit(0);
      waitpid(child, NULL, 0);
    }
    if (step % 8 == 4 && pthread_create(&thread, NULL, end_at_once, NULL) == 0)
      pthread_join(thread, NULL);
    if (step % 16 == 0 && poll(&input, 1, 0) > 0 && (input.revents & POLLHUP)) return 0;
  }
  execl(argv[large ? 2 : 3], argv[large ? 2 : 3], argv[1], argv[2], argv[3], "again", NULL);
  return 1;
}

/* A target whose main thread has ended, while another sleeps.
 *
 *   leaderless BYTES
 *
 * Allocates so many bytes, which a static variable holds, and writes to them. The other thread says
 * `running PID` and waits for the end of its standard input.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *held;
static pthread_t leader;

static void *wait_for_end(void *nothing) {
  pthread_join(leader, NULL);
  printf("running %d\n", (int)getpid());
  fflush(stdout);
  while (getchar() != EOF) {}
  _exit(0);
  return nothing;
}

int main(int argc, char **argv) {
  pthread_t other;
  if (argc != 2) return 2;
  held = malloc((size_t)atol(argv[1]));
  if (held == NULL) return 1;
  memset(held, 7, (size_t)atol(argv[1]));
  leader = pthread_self();
  if (pthread_create(&other, NULL, wait_for_end, NULL)) return 1;
  pthread_exit(NULL);
}

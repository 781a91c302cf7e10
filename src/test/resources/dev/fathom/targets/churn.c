/* A target whose heap is never still: four threads allocate and free as fast as they can.
 *
 *   churn
 *
 * Says `ready PID`, then its main thread sleeps until the end of standard input, or `quit`.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 4, BLOCKS = 4096 };

static void *churn(void *seed) {
  uint64_t state = (uint64_t)(uintptr_t)seed;
  void *blocks[BLOCKS] = {0};
  for (;;) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    size_t at = (size_t)(state >> 33) % BLOCKS, size = 1 + (size_t)(state >> 45) % 3000;
    free(blocks[at]);
    blocks[at] = malloc(size);
    if (!blocks[at]) _exit(1);
    memset(blocks[at], 0x5a, size);
  }
  return NULL;
}

int main(void) {
  char line[256];
  for (long i = 1; i <= THREADS; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, churn, (void *)(intptr_t)i)) return 1;
  }
  sleep(1);
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, line, sizeof line) > 0 && strncmp(line, "quit", 4)) continue;
  _exit(0);
}

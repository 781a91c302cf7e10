/* A target whose threads have ended: each made many blocks, freed most of them, and left the others.
 *
 *   left THREADS   so many, each in an arena of its own
 *
 * Says `ready PID`, then sleeps and obeys lines on standard input, each answered by `done`: `trim` calls
 * malloc_trim(0). Ends with standard input.
 */
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BLOCKS = 20000, BYTES = 200, KEPT = 1000 };

static pthread_barrier_t made;

static void *work(void *unused) {
  (void)unused;
  /* Not among the chunks. */
  void **blocks = mmap(0, BLOCKS * sizeof *blocks, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int at = 0; at < BLOCKS; at++) blocks[at] = memset(malloc(BYTES), 1, BYTES);
  pthread_barrier_wait(&made);
  for (int at = 0; at < BLOCKS; at++)
    if (at % KEPT != KEPT - 1) free(blocks[at]);
  return munmap(blocks, BLOCKS * sizeof *blocks) == 0 ? NULL : blocks;
}

int main(int argc, char **argv) {
  char line[64];
  int threads = argc > 1 ? atoi(argv[1]) : 2;
  pthread_t all[64];
  setvbuf(stdout, NULL, _IOLBF, 4096);
  pthread_barrier_init(&made, NULL, (unsigned)threads);
  for (int at = 0; at < threads && at < 64; at++) pthread_create(&all[at], NULL, work, NULL);
  for (int at = 0; at < threads && at < 64; at++) pthread_join(all[at], NULL);
  printf("ready %d\n", (int)getpid());
  for (ssize_t length; (length = read(0, line, sizeof line - 1)) > 0;) {
    malloc_trim(0);
    printf("done\n");
  }
  return 0;
}

/* A target that frees what a variable holds when it is told to: dropped mapped|top|interleaved|tiny|thread
 *
 * Says `ready PID` and sleeps; then obeys one command a line, and answers `done`: `drop` frees what `cache` holds, and
 * that itself; `trim` calls malloc_trim(0). What stays is in `index`, which is called so by `kept`.
 *
 * mapped       blocks of 1 MB, each in a mapping of its own
 * top          blocks of 20 kB, the last in the heap
 * interleaved  blocks of 3,000 bytes, between each two one of 200 that stays
 * tiny         blocks of 56 bytes, of which every fiftieth stays
 * thread       blocks of 20 kB in the arena of a thread
 */
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **cache;
static char **kept;
static size_t count;

static void fill(size_t blocks, size_t bytes, size_t each, size_t staying) {
  size_t stay = 0;
  cache = calloc(blocks, sizeof *cache);
  kept = calloc(blocks, sizeof *kept);
  count = blocks;
  for (size_t at = 0; at < blocks; at++) {
    cache[at] = memset(malloc(bytes), 'x', bytes);
    if (each && at % each == 0) kept[stay++] = memset(malloc(staying), 'y', staying);
  }
}

static void *in_a_thread(void *unused) {
  (void)unused;
  fill(1500, 20000, 0, 0);
  return NULL;
}

int main(int argc, char **argv) {
  const char *kind = argc > 1 ? argv[1] : "";
  char line[64];
  ssize_t length;
  if (!strcmp(kind, "mapped")) fill(40, 1000000, 0, 0);
  else if (!strcmp(kind, "top")) fill(2000, 20000, 0, 0);
  else if (!strcmp(kind, "interleaved")) fill(10000, 3000, 1, 200);
  else if (!strcmp(kind, "tiny")) fill(300000, 56, 50, 56);
  else if (!strcmp(kind, "thread")) {
    pthread_t thread;
    pthread_create(&thread, NULL, in_a_thread, NULL);
    pthread_join(thread, NULL);
  } else return 2;
  dprintf(1, "ready %d\n", (int)getpid());
  while ((length = read(0, line, sizeof line)) > 0) {
    if (!strncmp(line, "drop", 4)) {
      for (size_t at = 0; at < count; at++) free(cache[at]);
      free(cache);
      cache = NULL;
    } else if (!strncmp(line, "trim", 4)) {
      malloc_trim(0);
    }
    dprintf(1, "done\n");
  }
  return kept == NULL;
}

/* A target with chunks of many sizes, half of them free.
 *
 * Says `live BYTES COUNT` for each size that it holds, as malloc_usable_size says it; what malloc_info() and
 * malloc_stats() say, and `mapped REQUEST`: the smallest request that would get a mapping of its own, found by
 * children that try. Then `ready PID`, and sleeps until the end of its standard input.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EACH = 40 };
static const size_t sizes[] = {24, 40, 100, 500, 1000, 1100, 1150, 2000, 3080, 3150, 5000, 8200, 10800, 20000, 40000, 44000, 90000};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

static int is_mapped(size_t request) {
  pid_t child = fork();
  if (child == 0) {
    size_t before = mallinfo2().hblks;
    volatile char *tried = malloc(request);
    _exit(tried != NULL && mallinfo2().hblks > before ? 0 : 1);
  }
  int status;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(void) {
  char line[64];
  /* In memory of its own, so that it is not among the chunks. */
  void **held = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  setvbuf(stdout, NULL, _IOLBF, 4096);
  dup2(1, 2);
  printf("begins\n");
  for (int size = 0; size < SIZES; size++)
    for (int i = 0; i < EACH; i++) held[size * EACH + i] = memset(malloc(sizes[size]), 1, sizes[size]);
  for (int size = 0; size < SIZES; size++)
    for (int i = 0; i < EACH; i += 2) free(held[size * EACH + i]);
  /* Freeing what has a mapping of its own raises the size from which others get one. */
  free(memset(malloc(3 << 20), 1, 3 << 20));
  /* More than any free chunk has: sorts what was freed into bins. */
  held[SIZES * EACH] = malloc(200000);
  for (int size = 0; size < SIZES; size++)
    printf("live %zu %d\n", malloc_usable_size(held[size * EACH + 1]), EACH / 2);
  printf("live %zu 1\n", malloc_usable_size(held[SIZES * EACH]));
  fflush(stdout);
  malloc_info(0, stdout);
  malloc_stats();
  size_t low = 100000, high = 64 << 20;
  while (low + 1 < high) {
    size_t middle = low + (high - low) / 2;
    if (is_mapped(middle)) high = middle;
    else low = middle;
  }
  printf("mapped %zu\n", high);
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, line, sizeof line) > 0) {
  }
  return 0;
}

/* A target of which every other page is in memory: as many runs of pages as pages.
 *
 *   stripes PAGES
 *
 * Says `region stripes START END RESIDENT` (hexadecimal addresses, then bytes) and `ready PID`, then
 * sleeps until the end of its standard input.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv) {
  size_t page = 4096, bytes = (argc > 1 ? strtoul(argv[1], NULL, 10) : 2) * page;
  char line[64];
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  for (size_t at = 0; at < bytes; at += 2 * page) memory[at] = 1;
  printf("region stripes %lx %lx %zu\n", (unsigned long)memory, (unsigned long)memory + bytes,
         (bytes / page + 1) / 2 * page);
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, line, sizeof line) > 0) {
  }
  return 0;
}

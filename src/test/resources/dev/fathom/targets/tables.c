/* A target whose static variables keep whoever looks for an allocator's root busy.
 *
 *   tables
 *
 * A million variables lead into 32 MiB of zeros that were written, each to another place; what
 * stands behind the zeros, and in the rest of the memory, looks like the entry of a tree, leads to
 * descriptors that lead back, and to itself. Says `ready PID` and sleeps until its standard input
 * ends.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ZEROS (32ul << 20)
#define MISLEADING (4ul << 20)
#define COUNT (1ul << 20)

static unsigned long variables[COUNT];

int main(void) {
  char byte;
  char *memory = mmap(0, ZEROS + MISLEADING, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  for (unsigned long at = 0; at < ZEROS; at += 4096) {
    memory[at] = 1;
    memory[at] = 0;
  }
  unsigned long *words = (unsigned long *)(memory + ZEROS);
  for (unsigned long i = 0; i < MISLEADING / sizeof *words; i++) {
    words[i] = (unsigned long)(words + (i * 7919 % (MISLEADING / sizeof *words) & ~15ul));
  }
  for (unsigned long i = 0; i < COUNT; i++) {
    variables[i] = (unsigned long)memory + i * 64 % (ZEROS + MISLEADING);
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

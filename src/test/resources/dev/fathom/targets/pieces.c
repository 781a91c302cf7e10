/* A target whose heap the kernel has cut into mappings, as it does where a part of one gets another flag.
 *
 * Allocates 2 MiB in blocks of 1 KiB, of which it frees every second, has no huge pages in the middle of the heap, says
 * `ready PID`, and sleeps until its input ends.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCKS 2048
static char *blocks[BLOCKS];

int main(void) {
  for (int i = 0; i < BLOCKS; i++) memset(blocks[i] = malloc(1000), 'x', 1000);
  for (int i = 0; i < BLOCKS; i += 2) free(blocks[i]);
  uintptr_t middle = ((uintptr_t)blocks[BLOCKS / 2] + 4095) & ~(uintptr_t)4095;
  char line[64];
  int length = snprintf(line, sizeof line, "ready %d\n", getpid());
  if (madvise((void *)middle, 1 << 16, MADV_NOHUGEPAGE) != 0)
    length = snprintf(line, sizeof line, "skip: this kernel has no huge pages to refuse\n");
  if (write(1, line, (size_t)length) != length) return 1;
  return read(0, line, sizeof line) < 0;
}

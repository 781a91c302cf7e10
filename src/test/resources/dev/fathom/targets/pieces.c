/* A target whose heap is two mappings, as that of a daemon is: what a process adds to a heap that it has from its parent
 * the kernel does not join with it.
 *
 * Has a child, which allocates 2 MiB in blocks of 1 KiB, frees every second, says `ready PID`, and sleeps until its input
 * ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLOCKS 2048
static char *blocks[BLOCKS];

int main(void) {
  memset(blocks[0] = malloc(1000), 'x', 1000);
  pid_t child = fork();
  if (child != 0) return waitpid(child, NULL, 0) != child;
  for (int i = 1; i < BLOCKS; i++) memset(blocks[i] = malloc(1000), 'x', 1000);
  for (int i = 0; i < BLOCKS; i += 2) free(blocks[i]);
  char line[64];
  int length = snprintf(line, sizeof line, "ready %d\n", getpid());
  if (write(1, line, (size_t)length) != length) return 1;
  return read(0, line, sizeof line) < 0;
}

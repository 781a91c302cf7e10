/* Takes COUNT blocks of 8 bytes from malloc, each of which an array holds. Allocators other than glibc's put two of them
 * into 16 bytes.
 *
 * Says `pairs N`, how many of them do not begin at a multiple of 16, and `ready PID`, then sleeps until the end of its
 * standard input.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **volatile blocks; /* volatile: else it is left out, as nobody reads it */

int main(int count, char **arguments) {
  char line[64];
  int wanted = count > 1 ? atoi(arguments[1]) : 0;
  int pairs = 0;
  blocks = malloc(wanted * sizeof *blocks);
  for (int at = 0; at < wanted; at++) {
    blocks[at] = strdup("1234567");
    pairs += (uintptr_t)blocks[at] % 16 != 0;
  }
  printf("pairs %d\nready %d\n", pairs, (int)getpid());
  fflush(stdout);
  while (read(0, line, sizeof line) > 0) {
  }
  return 0;
}

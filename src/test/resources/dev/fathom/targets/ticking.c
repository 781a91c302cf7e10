/* Has so many MiB of memory in use, and wakes a thousand times a second: the kernel's count of its
 * voluntary context switches says whether it runs.
 *
 * usage: ticking MIB */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int count, char **arguments) {
  size_t bytes = (size_t)atoi(arguments[count - 1]) << 20;
  char *memory = malloc(bytes + 1);
  memset(memory, 7, bytes + 1);
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  struct pollfd input = {.fd = 0, .events = POLLIN};
  while (poll(&input, 1, 1) == 0) {
  }
  return memory[bytes] == 7 ? 0 : 1;
}

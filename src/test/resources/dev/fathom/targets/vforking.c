/* Waits, in a way that no signal ends, for a child that shares its memory and ends with the standard input of both. */
#include <stdio.h>
#include <unistd.h>

int main(void) {
  printf("running %d\n", getpid());
  fflush(stdout);
  if (vfork() == 0) {
    char byte;
    while (read(0, &byte, 1) > 0) {
    }
    _exit(0);
  }
  return 0;
}

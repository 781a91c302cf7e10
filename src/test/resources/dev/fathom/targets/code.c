/* A target whose code the kernel is asked to throw out.
 *
 *   code
 *
 * Has 1 MiB of code that nobody runs, and touches all of it. Says `ready PID`, sleeps, and obeys one line at a time, each
 * answered by `done`: `out` has the kernel take it, `in` touches it again.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
#define PAGES 256

__asm__(".section .text\n.balign 4096\ncode: .fill 256 * 4096, 1, 0x90\n.previous");
extern char code[];

static void touch(void) {
  for (int page = 0; page < PAGES; page++) ((volatile char *)code)[page * PAGE];
}

int main(void) {
  char line[100];
  touch();
  printf("ready %d\n", getpid());
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    if (!strcmp(line, "out\n")) madvise(code, PAGES * PAGE, MADV_PAGEOUT);
    if (!strcmp(line, "in\n")) touch();
    puts("done");
    fflush(stdout);
  }
  return 0;
}

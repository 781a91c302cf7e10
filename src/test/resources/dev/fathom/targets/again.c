/* A target whose memory is one piece, mapped again and again.
 *
 *   again MEGABYTES TIMES
 *
 * Makes a file in memory of so many megabytes, writes each of its pages, and maps it so many times, each time with all pages
 * in the page table: what is resident is TIMES times what the machine gives. Says `ready PID`, and sleeps until its standard
 * input ends.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv) {
  size_t bytes;
  int file, times;
  if (argc != 3) return 2;
  bytes = (size_t)atol(argv[1]) << 20;
  times = atoi(argv[2]);
  file = memfd_create("again", 0);
  if (file < 0 || ftruncate(file, (off_t)bytes)) return 1;
  for (int number = 0; number < times; number++) {
    char *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
    if (start == MAP_FAILED) return 1;
    if (number == 0) memset(start, 1, bytes);
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (getchar() != EOF) {}
  _exit(0);
}

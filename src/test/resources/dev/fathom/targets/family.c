/* A target that forks children which share its pages.
 *
 *   family [CHILDREN [SHARED_MIB [WRITTEN_MIB]]]
 *
 * Fills SHARED_MIB (default 16) of private memory, no page like another and none huge, then forks
 * CHILDREN (default 2). Child i, counted from 0, writes to each page of the first WRITTEN_MIB
 * (default 4) times i of it: so child 0 shares all. Says a line `child PID` for each, then `range START END` (hex) and
 * `ready PID`. All end with the parent, which ends with its standard input.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

int main(int argc, char **argv) {
  long children = argc > 1 ? atol(argv[1]) : 2;
  size_t shared = (argc > 2 ? (size_t)atol(argv[2]) : 16) * MIB;
  size_t written = (argc > 3 ? (size_t)atol(argv[3]) : 4) * MIB;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  pid_t parent = getpid();
  int written_all[2];
  char byte;
  char *memory =
      mmap(NULL, shared, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || pipe(written_all)) return 1;
  madvise(memory, shared, MADV_NOHUGEPAGE);
  for (size_t at = 0; at < shared; at += page) *(size_t *)(memory + at) = at + 1;

  for (long i = 0; i < children; i++) {
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(1);
      for (size_t at = 0; at < written * (size_t)i && at < shared; at += page)
        memory[at + page - 1] = (char)(i + 1);
      if (write(written_all[1], "w", 1) != 1) _exit(1);
      for (;;) pause();
    }
    printf("child %d\n", (int)child);
    fflush(stdout);
  }
  for (long i = 0; i < children; i++)
    if (read(written_all[0], &byte, 1) != 1) return 1;
  printf("range %zx %zx\nready %d\n", (size_t)memory, (size_t)memory + shared, (int)parent);
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

/* A target that forks children which share its pages.
 *
 *   family [CHILDREN [SHARED_MIB [WRITTEN_MIB [orphans]]]]
 *
 * Fills SHARED_MIB (default 16) of private memory, no page like another and none huge, then forks
 * CHILDREN (default 2). Child i, counted from 0, writes to each page of the first WRITTEN_MIB
 * (default 4) times i of it: so child 0 shares all. Says a line `child PID` for each, then `range START END` (hex) and
 * `ready PID`. All end with the parent, which ends with its standard input.
 *
 * With `orphans` it is a child of the parent that forks them, and is gone when the parent is ready.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

static char *memory;
static size_t shared, written, page;
static int written_all[2], parent_lives[2];

static int fork_children(long children) {
  for (long i = 0; i < children; i++) {
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
      char byte;
      close(parent_lives[1]);
      for (size_t at = 0; at < written * (size_t)i && at < shared; at += page)
        memory[at + page - 1] = (char)(i + 1);
      if (write(written_all[1], "w", 1) != 1) _exit(1);
      while (read(parent_lives[0], &byte, 1) > 0) continue;
      _exit(0);
    }
    printf("child %d\n", (int)child);
    fflush(stdout);
  }
  return 0;
}

int main(int argc, char **argv) {
  long children = argc > 1 ? atol(argv[1]) : 2;
  shared = (argc > 2 ? (size_t)atol(argv[2]) : 16) * MIB;
  written = (argc > 3 ? (size_t)atol(argv[3]) : 4) * MIB;
  page = (size_t)sysconf(_SC_PAGESIZE);
  char byte;
  memory = mmap(NULL, shared, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || pipe(written_all) || pipe(parent_lives)) return 1;
  madvise(memory, shared, MADV_NOHUGEPAGE);
  for (size_t at = 0; at < shared; at += page) *(size_t *)(memory + at) = at + 1;

  if (argc > 4) {
    pid_t between = fork();
    if (between < 0) return 1;
    if (between == 0) _exit(fork_children(children));
    if (waitpid(between, NULL, 0) != between) return 1;
  } else if (fork_children(children)) {
    return 1;
  }
  for (long i = 0; i < children; i++)
    if (read(written_all[0], &byte, 1) != 1) return 1;
  printf("range %zx %zx\nready %d\n", (size_t)memory, (size_t)memory + shared, (int)getpid());
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

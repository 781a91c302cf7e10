/* A target of which one mapping has both zero pages and pages that a forked child shares: whoever
 * sees no frames cannot tell these apart.
 *
 *   mixed
 *
 * Maps 4 MiB, reads all, writes to the first MiB, and forks. Says `region mixed START END RESIDENT`
 * (addresses in hex), then `ready PID`, and sleeps until its input ends.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

int main(void) {
  volatile char seen = 0;
  char *start =
      mmap(NULL, 4 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || madvise(start, 4 * MIB, MADV_NOHUGEPAGE)) return 1;
  for (size_t at = 0; at < 4 * MIB; at += 4096) seen += start[at];
  memset(start, 1, MIB);
  switch (fork()) {
  case -1: return 1;
  case 0:
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) pause();
  }
  printf("region mixed %zx %zx %zu\n", (size_t)start, (size_t)start + 4 * MIB, MIB);
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (getchar() != EOF) {}
  return 0;
}

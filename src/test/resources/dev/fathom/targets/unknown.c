/* A target that is taken for a CPython of a version that nobody knows yet: 3.42.
 *
 *   unknown [fork]
 *
 * Exports what every CPython exports and nothing of what is behind it. Says `ready PID` and sleeps
 * until its standard input ends. With `fork` it has a child that has written to all blocks and ends
 * with it. Link it with -rdynamic.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

unsigned long PyType_Type[60] = {1, (unsigned long)PyType_Type};
const unsigned long Py_Version = 0x032a01f0;

static unsigned long *blocks[10000];

int main(int argc, char **argv) {
  char byte;
  (void)argv;
  for (int i = 0; i < 10000; i++) {
    unsigned long *block = malloc(96);
    if (!block) return 1;
    memset(block, 0, 96);
    block[0] = 1;
    block[1] = (unsigned long)PyType_Type;
    blocks[i] = block;
  }
  if (argc > 1) {
    int written[2];
    if (pipe(written)) return 1;
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (int i = 0; i < 10000; i++) blocks[i][3] = 1;
      if (write(written[1], "w", 1) != 1) return 1;
      for (;;) pause();
    }
    if (read(written[0], &byte, 1) != 1) return 1;
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

/* A target that hides its memory, as programs with secrets do (PR_SET_DUMPABLE).
 *
 *   hidden
 *
 * Says `ready PID` and sleeps until its standard input ends.
 */
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void) {
  char byte;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) return 1;
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

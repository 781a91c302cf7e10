/* A target that is taken for a CPython of a version that nobody knows yet: 3.42.
 *
 *   unknown
 *
 * Exports what every CPython exports and nothing of what is behind it. Says `ready PID` and sleeps
 * until its standard input ends. Link it with -rdynamic.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

unsigned long PyType_Type[60] = {1, (unsigned long)PyType_Type};
const unsigned long Py_Version = 0x032a01f0;

int main(void) {
  char byte;
  for (int i = 0; i < 10000; i++) {
    unsigned long *block = malloc(96);
    if (!block) return 1;
    memset(block, 0, 96);
    block[0] = 1;
    block[1] = (unsigned long)PyType_Type;
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

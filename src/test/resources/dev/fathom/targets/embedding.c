/* A target that is no interpreter: it has memory of its own, and a Python in a library, with a subinterpreter.
 *
 * Its argument is the library. Says `host BYTES`, `ready PID`, then sleeps until the end of its standard input.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COUNT = 1000, BYTES = 20000 };
char **host_table;

int main(int count, char **words) {
  void *library = count < 2 ? NULL : dlopen(words[1], RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    printf("skip: no such library\n");
    return 0;
  }
  void (*initialize)(void) = (void (*)(void))dlsym(library, "Py_Initialize");
  int (*run)(const char *) = (int (*)(const char *))dlsym(library, "PyRun_SimpleString");
  void *(*another)(void) = (void *(*)(void))dlsym(library, "Py_NewInterpreter");
  if (!initialize || !run || !another) return 1;
  host_table = calloc(COUNT, sizeof *host_table);
  for (int at = 0; at < COUNT; at++) host_table[at] = memset(malloc(BYTES), 1, BYTES);
  initialize();
  run("class Mine: pass\nkept = [Mine() for _ in range(3000)]\n");
  another();
  run("class Its: pass\ncache = [Its() for _ in range(2000)]\n");
  printf("host %d\nready %d\n", COUNT * BYTES, (int)getpid());
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

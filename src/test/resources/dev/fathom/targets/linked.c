/* Opens the libraries that are named, each for itself (RTLD_LOCAL), says which it could not open,
   and sleeps. Usage: linked LIBRARY... */
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char **names) {
  char line[256];
  int opened = 0;
  for (int i = 1; i < count; i++) {
    if (dlopen(names[i], RTLD_NOW | RTLD_LOCAL)) {
      opened++;
    }
  }
  printf("opened %d\nready %d\n", opened, getpid());
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    puts("done");
    fflush(stdout);
  }
  return 0;
}

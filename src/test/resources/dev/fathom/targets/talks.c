/* A target with blocks of malloc in the states that Devel::Plumber tells: used, free, lost, and reached only by a word that
 * leads into their middle. Says `ready PID`, and ends with its standard input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *used[100];
static char *inside[10];
static char *volatile last;

int main(void) {
  char byte;
  for (int at = 0; at < 100; at++) used[at] = memset(malloc(1000), 'u', 1000);
  for (int at = 0; at < 10; at++) inside[at] = (char *)memset(malloc(2000), 'm', 2000) + 1000;
  for (int at = 0; at < 20; at++) last = memset(malloc(3000), 'l', 3000);
  last = NULL;
  for (int at = 1; at < 100; at += 2) {
    free(used[at]);
    used[at] = NULL;
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
  return used[0] == NULL && inside[0] == NULL;
}

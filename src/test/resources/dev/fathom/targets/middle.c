/* A target whose C memory is held by addresses of the beginnings of chunks, or of their middles alone.
 *
 * Says `region HOW START END RESIDENT` for each (hexadecimal addresses, then bytes): `beginning`; `both` (a variable
 * has an address of its middle, another chunk the beginning); `middle` (a variable has an address of its middle);
 * `behind` (`middle` has the address of its beginning); `hook` (a chunk of `beginning`'s has an address of its
 * middle); and `nothing`. Then `ready PID`, and sleeps until the end of its standard input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **volatile by_its_beginning; /* volatile: else they are left out, as nobody reads them */
static char *volatile by_its_middle;
static char *volatile of_both;

static void *filled(const char *how, size_t bytes) {
  char *memory = memset(malloc(bytes), 1, bytes);
  printf("region %s %lx %lx %zu\n", how, (unsigned long)memory, (unsigned long)memory + bytes, bytes);
  return memory;
}

/* In a frame of its own, which the calls after it write over. */
static void __attribute__((noinline)) make(void) {
  by_its_beginning = filled("beginning", 10000);
  char *both = filled("both", 12000);
  of_both = both + 4096;
  by_its_beginning[1] = both;
  char **middle = filled("middle", 20000);
  by_its_middle = (char *)middle + 512;
  middle[3] = filled("behind", 15000);
  by_its_beginning[2] = (char *)filled("hook", 30000) + 64;
  filled("nothing", 40000);
}
static void __attribute__((noinline)) cover(void) {
  volatile char over[4096];
  for (size_t at = 0; at < sizeof over; at++) over[at] = 3;
}

int main(void) {
  char line[64];
  make();
  cover();
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, line, sizeof line) > 0) {
  }
  return 0;
}

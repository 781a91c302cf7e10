/* A target whose C memory is held by a variable, by memory that a variable holds, by a variable of the thread's
 * own, by its stack, by a register, or by nothing.
 *
 * Says `region HOW START END RESIDENT` for each (`variable`, `deeper`, `local`, `stack`, `register`, `nothing`;
 * hexadecimal addresses, then bytes) and `ready PID`, then sleeps until the end of its standard input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **volatile kept_by_a_variable; /* volatile: else it is left out, as nobody reads it */

static __thread char *volatile kept_by_the_thread;

static void *filled(const char *how, size_t bytes) {
  char *memory = memset(malloc(bytes), 1, bytes);
  printf("region %s %lx %lx %zu\n", how, (unsigned long)memory, (unsigned long)memory + bytes, bytes);
  return memory;
}

/* In a frame of its own, which the calls after it write over. */
static void __attribute__((noinline)) lose(void) { memset(filled("nothing", 40000), 2, 40000); }
static void __attribute__((noinline)) cover(void) {
  volatile char over[4096];
  for (size_t at = 0; at < sizeof over; at++) over[at] = 3;
}

int main(void) {
  char line[64];
  lose();
  cover();
  kept_by_a_variable = filled("variable", 10000);
  kept_by_a_variable[1] = filled("deeper", 20000);
  kept_by_the_thread = filled("local", 15000);
  char *volatile local = filled("stack", 30000);
  register char *kept __asm__("r12") = filled("register", 25000);
  cover();
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, line, sizeof line) > 0) {
  }
  __asm__ volatile("" ::"r"(kept));
  return local == NULL;
}

/* A target with memory that no allocator handed out: mappings that are held by a variable, by another that lies beside
 * it, by an address in the middle, by a chunk, by the stack or by nothing; and a large static variable.
 *
 * Says `region HOW START END RESIDENT` for each (`first`, `second`, `inside`, `chunk`, `stack`, `nothing`, `static`;
 * hexadecimal addresses, then bytes) and `ready PID`, then sleeps until the end of its standard input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096UL

struct box {
  long number;
  char *pool;
};

static char *volatile first;
static char *volatile second;
static char *volatile inside;
static struct box *volatile box;
static char shadow[1 << 20];

static void tell(const char *how, char *start, size_t bytes) {
  printf("region %s %lx %lx %zu\n", how, (unsigned long)start, (unsigned long)start + bytes, bytes);
}

/* Between inaccessible pages, so that the kernel joins it with no other. */
static char *mapped(const char *how, size_t bytes, int flags) {
  char *start = mmap(NULL, bytes + 2 * PAGE, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) exit(1);
  mprotect(start, PAGE, PROT_NONE);
  mprotect(start + PAGE + bytes, PAGE, PROT_NONE);
  memset(start + PAGE, 1, bytes);
  if (*how) tell(how, start + PAGE, bytes);
  return start + PAGE;
}

static void __attribute__((noinline)) lose(void) { mapped("nothing", 600 * 1024, MAP_PRIVATE); }
static void __attribute__((noinline)) cover(void) {
  volatile char over[8192];
  for (size_t at = 0; at < sizeof over; at++) over[at] = 3;
}

int main(void) {
  char line[64];
  lose();
  cover();
  first = mapped("", 2048 * 1024, MAP_PRIVATE);
  second = first + 1024 * 1024;
  tell("first", first, 1024 * 1024);
  tell("second", second, 1024 * 1024);
  inside = mapped("inside", 512 * 1024, MAP_SHARED) + 40000;
  box = malloc(sizeof *box);
  box->pool = mapped("chunk", 700 * 1024, MAP_SHARED);
  char *volatile local = mapped("stack", 300 * 1024, MAP_PRIVATE);
  memset(shadow, 2, sizeof shadow);
  tell("static", shadow, sizeof shadow);
  cover();
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, line, sizeof line) > 0) {
  }
  return local == NULL;
}

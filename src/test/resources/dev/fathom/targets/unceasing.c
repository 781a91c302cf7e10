/* A target that is never still: a thread changes what its KIND names, as fast as it can.
 *
 *   unceasing KIND
 *
 * Says `ready PID`, then its main thread sleeps until the end of standard input.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MANY = 2000, MIB = 1 << 20, STACK = 256 << 10 };

struct node {
  struct node *next;
  char text[200];
};

char *pool[MANY];
struct node *list;
static char large[16 * MIB];
static long turn;

static char *mapped(size_t size) {
  char *at = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) _exit(1);
  return at;
}

static void pointer_table(void) {
  for (int i = 0; i < MANY; i++) {
    free(pool[i]);
    pool[i] = malloc((size_t)(16 + (turn * 37 + i) % 3000));
    pool[i][0] = 1;
  }
  for (int i = 0; i < MANY; i++) {
    struct node *node = malloc(sizeof *node);
    node->next = list;
    list = node;
  }
  while (list) {
    struct node *next = list->next;
    free(list);
    list = next;
  }
}

static void lazy_free(void) {
  char *at = mapped(4 * MIB);
  memset(at, 1, 4 * MIB);
  madvise(at, 4 * MIB, MADV_FREE);
  memset(at, 2, MIB);
  munmap(at, 4 * MIB);
}

static void page_tables(void) {
  char *at = mapped((size_t)1 << 32);
  for (size_t i = 0; i < 64; i++) at[i << 26] = 1;
  munmap(at, (size_t)1 << 32);
}

static void huge_pages(void) {
  char *at = mapped(32 * MIB);
  madvise(at, 32 * MIB, MADV_HUGEPAGE);
  for (size_t i = 0; i < 32 * MIB; i += 2 * MIB) at[i] = 1;
  madvise(at, 32 * MIB, MADV_NOHUGEPAGE);
  madvise(at + MIB, 3 * MIB, MADV_DONTNEED);
  munmap(at, 32 * MIB);
}

static void big_bss(void) {
  memset(large, (int)turn, sizeof large);
  madvise(large + MIB, 8 * MIB, MADV_DONTNEED);
}

static void *deep(void *depth) {
  char here[STACK / 2];
  memset(here, 1, sizeof here);
  return here[turn % STACK / 2] ? depth : 0;
}

static void deep_stacks(void) {
  pthread_t threads[8];
  int started = 0;
  for (int i = 0; i < 8; i++)
    if (!pthread_create(threads + started, 0, deep, &turn)) started++;
  while (started) pthread_join(threads[--started], 0);
}

static void dirty_pages(void) {
  FILE *file = tmpfile();
  if (!file || ftruncate(fileno(file), MIB)) _exit(1);
  char *at = mmap(0, MIB, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
  if (at == MAP_FAILED) _exit(1);
  memset(at, 3, MIB);
  munmap(at, MIB);
  fclose(file);
}

static const struct kind {
  const char *name;
  void (*step)(void);
} kinds[] = {{"pointer_table", pointer_table}, {"lazy_free", lazy_free}, {"page_tables", page_tables},
             {"huge_pages", huge_pages},       {"big_bss", big_bss},     {"deep_stacks", deep_stacks},
             {"dirty_pages", dirty_pages}};

static void *runs(void *step) {
  for (;; turn++) ((const struct kind *)step)->step();
  return 0;
}

int main(int count, char **arguments) {
  pthread_t thread;
  char line[256];
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (count > 1 && !strcmp(kinds[i].name, arguments[1])) {
      if (pthread_create(&thread, 0, runs, (void *)(kinds + i))) return 1;
      usleep(300000);
      printf("ready %d\n", (int)getpid());
      fflush(stdout);
      while (read(0, line, sizeof line) > 0) continue;
      _exit(0);
    }
  }
  return 2;
}

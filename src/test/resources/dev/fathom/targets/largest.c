/* A target most of whose memory is of one kind, by its first argument:
 *
 *   stacks   24 threads that once went 2 MiB deep and sleep since
 *   table    a static table of 10,000 chunks of 2,900 bytes, and a chain of 50,000 nodes
 *   static   a static variable of 24 MiB
 *   hidden   24 MiB that it mapped and whose address stands nowhere
 *   mapped   24 MiB that it mapped, held by a variable
 *   given    24 MiB that it mapped and gave back (MADV_FREE), held by a variable
 *   huge     48 MiB in huge pages, where the kernel gives any, every tenth of which is full and the others hold one byte
 *   shared   24 MiB that it mapped for itself and two children
 *   file     a file of 24 MiB in the folder of the second argument, mapped and read
 *
 * Says `ready PID`, then sleeps until the end of its standard input.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MIB (1UL << 20)
#define LARGE (24 * MIB)

static char *volatile table[10000];
static struct node { struct node *next; char text[200]; } *volatile chain;
static char shadow[LARGE];
static volatile uintptr_t masked;
static char *volatile given;
static char *volatile slots;
static const char *volatile read_file;
static sem_t deep_enough;

static int deep(int left);

/* Called by an address that may change: so it is not made into a loop. */
static int (*volatile deeper)(int) = deep;

static int deep(int left) {
  volatile char frame[4096];
  memset((char *)frame, left, sizeof frame);
  return left ? deeper(left - 1) + frame[left & 4095] : 0;
}

static void *thread(void *nothing) {
  deep(512);
  sem_post(&deep_enough);
  pause();
  return nothing;
}

static char *map(void) {
  char *start = mmap(NULL, LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) exit(1);
  memset(start, 1, LARGE);
  return start;
}

static void __attribute__((noinline)) hide(void) { masked = ~(uintptr_t)map(); }

static void __attribute__((noinline)) cover(void) {
  volatile char over[16384];
  for (size_t at = 0; at < sizeof over; at++) over[at] = 3;
}

int main(int count, char **arguments) {
  const char *kind = count > 1 ? arguments[1] : "";
  if (!strcmp(kind, "stacks")) {
    sem_init(&deep_enough, 0, 0);
    for (int each = 0; each < 24; each++) {
      pthread_t id;
      if (pthread_create(&id, NULL, thread, NULL)) exit(1);
    }
    for (int each = 0; each < 24; each++) sem_wait(&deep_enough);
  } else if (!strcmp(kind, "table")) {
    for (int at = 0; at < 10000; at++) memset(table[at] = malloc(2900), 1, 2900);
    for (int at = 0; at < 50000; at++) {
      struct node *node = malloc(sizeof *node);
      memset(node->text, 2, sizeof node->text);
      node->next = chain;
      chain = node;
    }
  } else if (!strcmp(kind, "static")) {
    memset(shadow, 1, LARGE);
  } else if (!strcmp(kind, "hidden")) {
    hide();
  } else if (!strcmp(kind, "mapped")) {
    given = map();
  } else if (!strcmp(kind, "given")) {
    given = map();
    madvise(given, LARGE, MADV_FREE);
  } else if (!strcmp(kind, "huge")) {
    const unsigned long huge = 2 * MIB;
    char *room = mmap(NULL, 25 * huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) exit(1);
    slots = (char *)(((uintptr_t)room + huge - 1) & ~(huge - 1));
    madvise(slots, 24 * huge, MADV_HUGEPAGE);
    for (unsigned long at = 0; at < 24; at++) memset(slots + at * huge, 1, at % 10 ? 1 : huge);
  } else if (!strcmp(kind, "shared")) {
    given = mmap(NULL, LARGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (given == MAP_FAILED) exit(1);
    memset(given, 1, LARGE);
    int said[2];
    if (pipe(said)) exit(1);
    for (int child = 0; child < 2; child++) {
      if (!fork()) {
        char sum = 0;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (unsigned long at = 0; at < LARGE; at += 4096) sum += given[at];
        if (write(said[1], &sum, 1) != 1) _exit(1);
        for (;;) pause();
      }
    }
    for (int child = 0; child < 2; child++)
      if (read(said[0], &(char){0}, 1) != 1) exit(1);
  } else if (!strcmp(kind, "twice")) {
    int memory = memfd_create("table", 0);
    if (memory < 0 || ftruncate(memory, LARGE / 4)) exit(1);
    for (int place = 0; place < 4; place++) {
      given = mmap(NULL, LARGE / 4, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
      if (given == MAP_FAILED) exit(1);
      memset(given, 1, LARGE / 4);
    }
  } else if (!strcmp(kind, "file")) {
    char path[4096];
    snprintf(path, sizeof path, "%s/index.bin", arguments[2]);
    int file = open(path, O_RDWR | O_CREAT, 0600);
    char *block = malloc(MIB);
    memset(block, 1, MIB);
    for (unsigned long at = 0; at < LARGE; at += MIB)
      if (write(file, block, MIB) != (ssize_t)MIB) exit(1);
    fsync(file);
    free(block);
    read_file = mmap(NULL, LARGE, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
  }
  cover();
  printf("ready %d\n", getpid());
  fflush(stdout);
  while (getchar() != EOF) {}
  return shadow[0];
}

/* Writes pages when it is told to, and says which:

     writer PAGES

   Its regions have PAGES pages each: small and moving and renewed of small pages that are there, huge of huge ones where the
   kernel has any, fresh of none. Each page that it writes begins with a number that grows. Commands, one a line:

     write REGION COUNT SEED FILE   writes COUNT pages of REGION drawn at random; their addresses are then in FILE
     fill REGION COUNT SEED FILE    the same, but the kernel writes them: they are read from a file
     move                           moves the region moving elsewhere
     renew SEED FILE                unmaps the region renewed, maps it anew at the same place, and writes some pages
     drop                           gives back the memory of the first half of the region small
     look                           reads a word of each page of small
     fork                           has a child write all of small and end
     run THREADS SEED               starts threads that write small and huge at random, as fast as they can
     halt                           ends these
     exec                           becomes another program, which reads its standard input */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096UL
#define HUGE (512 * PAGE)
#define MOST_THREADS 16

static size_t bytes;
static char *small, *huge, *fresh, *moving, *renewed;
static uint64_t written;
static volatile int running;
static pthread_t threads[MOST_THREADS];
static int started;
static int zeros;

static char *map(char *at, int fixed) {
  char *memory = mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | (fixed ? MAP_FIXED : 0), -1, 0);
  if (memory == MAP_FAILED) exit(1);
  return memory;
}

/* With room around it, so that it is a mapping of its own. */
static char *map_apart(void) {
  char *room = mmap(NULL, bytes + 2 * HUGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return map((char *)(((uintptr_t)room + HUGE) & -HUGE), 1);
}

static void put(char *page) { *(volatile uint64_t *)page = __atomic_add_fetch(&written, 1, __ATOMIC_RELAXED); }

static void put_all(char *region) {
  for (size_t at = 0; at < bytes; at += PAGE) put(region + at);
}

static uint64_t draw(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed;
}

static char *named(const char *name) {
  if (!strcmp(name, "small")) return small;
  if (!strcmp(name, "huge")) return huge;
  if (!strcmp(name, "fresh")) return fresh;
  return !strcmp(name, "moving") ? moving : renewed;
}

static void fill(char *page) {
  if (read(zeros, page, PAGE) != PAGE) exit(1);
}

static void write_pages(char *region, long count, uint64_t seed, const char *name, void (*put_or_fill)(char *)) {
  FILE *file = fopen(name, "w");
  for (long i = 0; i < count; i++) {
    char *page = region + draw(&seed) % (bytes / PAGE) * PAGE;
    put_or_fill(page);
    fprintf(file, "%lx\n", (unsigned long)page);
  }
  fclose(file);
}

static void *write_on(void *argument) {
  uint64_t seed = (uintptr_t)argument;
  while (running) {
    uint64_t drawn = draw(&seed);
    put((drawn >> 60 & 1 ? small : huge) + (drawn & 0xffffffff) % (bytes / PAGE) * PAGE);
  }
  return NULL;
}

static void tell(const char *name, char *region) {
  printf("region %s %lx %lx 0\n", name, (unsigned long)region, (unsigned long)(region + bytes));
}

int main(int count_of_arguments, char **arguments) {
  char line[512], name[256], region[32];
  long count;
  unsigned long seed;
  if (count_of_arguments != 2) return 2;
  zeros = open("/dev/zero", O_RDONLY);
  bytes = strtoul(arguments[1], NULL, 10) * PAGE;
  small = map_apart();
  madvise(small, bytes, MADV_NOHUGEPAGE);
  moving = map_apart();
  madvise(moving, bytes, MADV_NOHUGEPAGE);
  renewed = map_apart();
  madvise(renewed, bytes, MADV_NOHUGEPAGE);
  fresh = map_apart();
  madvise(fresh, bytes, MADV_NOHUGEPAGE);
  huge = map_apart();
  madvise(huge, bytes, MADV_HUGEPAGE);
  put_all(small);
  put_all(moving);
  put_all(renewed);
  put_all(huge);
  tell("small", small);
  tell("moving", moving);
  tell("renewed", renewed);
  tell("fresh", fresh);
  tell("huge", huge);
  printf("ready %d\n", getpid());
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "write %31s %ld %lu %255s", region, &count, &seed, name) == 4) {
      write_pages(named(region), count, seed, name, put);
    } else if (sscanf(line, "fill %31s %ld %lu %255s", region, &count, &seed, name) == 4) {
      write_pages(named(region), count, seed, name, fill);
    } else if (!strcmp(line, "move\n")) {
      char *place = map_apart();
      moving = mremap(moving, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, place);
    } else if (sscanf(line, "renew %lu %255s", &seed, name) == 2) {
      munmap(renewed, bytes);
      map(renewed, 1);
      madvise(renewed, bytes, MADV_NOHUGEPAGE);
      write_pages(renewed, bytes / PAGE / 8, seed, name, put);
    } else if (!strcmp(line, "drop\n")) {
      madvise(small, bytes / 2, MADV_DONTNEED);
    } else if (!strcmp(line, "look\n")) {
      for (size_t at = 0; at < bytes; at += PAGE) (void)*(volatile uint64_t *)(small + at);
    } else if (!strcmp(line, "fork\n")) {
      pid_t child = fork();
      if (child == 0) {
        put_all(small);
        _exit(0);
      }
      waitpid(child, NULL, 0);
    } else if (sscanf(line, "run %ld %lu", &count, &seed) == 2) {
      running = 1;
      for (started = 0; started < count && started < MOST_THREADS; started++)
        pthread_create(&threads[started], NULL, write_on, (void *)(seed + started));
    } else if (!strcmp(line, "halt\n")) {
      running = 0;
      while (started > 0) pthread_join(threads[--started], NULL);
    } else if (!strcmp(line, "exec\n")) {
      puts("done");
      fflush(stdout);
      execlp("cat", "cat", NULL);
      return 1;
    }
    puts("done");
    fflush(stdout);
  }
  return 0;
}

/* A target whose allocator says itself what it has handed out. Run with jemalloc, mimalloc or gperftools' tcmalloc
 * preloaded; without one of them it says `skip`.
 *
 *   own_words SHAPE
 *
 * Makes blocks of 60 sizes, from 8 bytes to 300 KiB, frees every third of them, says `ready PID`, and sleeps until its
 * input ends. SHAPE says how they are made: `plain`, `zeroed` (calloc), `aligned` (to 64 bytes), `grown` (by realloc, from
 * half of it), `shrunk` (from twice of it), or `foreign` (by a thread that ends, and freed by the main one). `ask FILE` has a forked child write what the allocator says, one fact a line:
 *
 *   class SIZE COUNT      jemalloc: blocks of a size that are handed out (stats.arenas.*.bins.*.curregs and
 *                         lextents.*.curlextents, once the child has emptied its thread's cache), over all arenas
 *   block ADDRESS SIZE    mimalloc: each block that is in use (mi_heap_visit_blocks)
 *   allocated BYTES       tcmalloc: what the program has (generic.current_allocated_bytes)
 *   cached BYTES          tcmalloc: what caches of threads have (tcmalloc.current_total_thread_cache_bytes)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZES 60
#define MOST 40
static uintptr_t made[SIZES][MOST];
static int out;

static int (*mallctl)(const char *, void *, size_t *, void *, size_t);
static bool (*visit)(void *, bool, bool (*)(const void *, const void *, void *, size_t, void *), void *);
static void *(*default_heap)(void);
static int (*property)(const char *, size_t *);

static size_t number(const char *name) {
  size_t value = 0, bytes = sizeof value;
  if (mallctl(name, &value, &bytes, NULL, 0) == 0) return value;
  unsigned small = 0;
  bytes = sizeof small;
  mallctl(name, &small, &bytes, NULL, 0);
  return small;
}

static void classes(const char *count_name, const char *of, const char *what, const char *current) {
  char name[128];
  size_t count = number(count_name);
  for (size_t i = 0; i < count; i++) {
    snprintf(name, sizeof name, "arenas.%s.%zu.size", of, i);
    size_t size = number(name);
    /* 4096 stands for all arenas (MALLCTL_ARENAS_ALL) */
    snprintf(name, sizeof name, "stats.arenas.4096.%s.%zu.%s", what, i, current);
    dprintf(out, "class %zu %zu\n", size, number(name));
  }
}

static void ask_jemalloc(void) {
  uint64_t epoch = 1;
  mallctl("thread.tcache.flush", NULL, NULL, NULL, 0);
  mallctl("epoch", NULL, NULL, &epoch, sizeof epoch);
  classes("arenas.nbins", "bin", "bins", "curregs");
  classes("arenas.nlextents", "lextent", "lextents", "curlextents");
}

static bool tell(const void *heap, const void *area, void *block, size_t size, void *unused) {
  (void)heap, (void)area, (void)unused;
  if (block) dprintf(out, "block %lu %zu\n", (uintptr_t)block, size);
  return true;
}

static void ask(const char *file) {
  pid_t child = fork();
  if (child == 0) {
    out = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (visit) visit(default_heap(), true, tell, NULL);
    if (mallctl) ask_jemalloc();
    if (property) {
      size_t value = 0;
      property("generic.current_allocated_bytes", &value);
      dprintf(out, "allocated %zu\n", value);
      property("tcmalloc.current_total_thread_cache_bytes", &value);
      dprintf(out, "cached %zu\n", value);
    }
    _exit(0);
  }
  waitpid(child, NULL, 0);
}

static const char *shape;

static void *make(size_t size) {
  void *made = NULL;
  if (!strcmp(shape, "zeroed")) return calloc(1, size);
  if (!strcmp(shape, "aligned")) return posix_memalign(&made, 64, size) ? NULL : made;
  if (!strcmp(shape, "grown")) return realloc(malloc(size / 2 + 1), size);
  if (!strcmp(shape, "shrunk")) return realloc(malloc(size * 2), size);
  return malloc(size);
}

static void *make_all(void *unused) {
  for (int i = 0; i < SIZES; i++) {
    size_t size = i < 40 ? 8 + 24 * (size_t)i : 1000 + 15000 * (size_t)(i - 40);
    for (int j = 0; j < 5 + i % 35; j++) made[i][j] = (uintptr_t)make(size);
  }
  return unused;
}

int main(int count, char **words) {
  shape = count > 1 ? words[1] : "plain";
  *(void **)&mallctl = dlsym(RTLD_DEFAULT, "mallctl");
  *(void **)&visit = dlsym(RTLD_DEFAULT, "mi_heap_visit_blocks");
  *(void **)&default_heap = dlsym(RTLD_DEFAULT, "mi_heap_get_default");
  *(void **)&property = dlsym(RTLD_DEFAULT, "MallocExtension_GetNumericProperty");
  char line[512];
  int length;
  if (!mallctl && !visit && !property) {
    length = snprintf(line, sizeof line, "skip: no allocator that says what it has\n");
    return write(1, line, (size_t)length) < 0;
  }
  pthread_t maker;
  if (strcmp(shape, "foreign") || pthread_create(&maker, NULL, make_all, NULL)) make_all(NULL);
  else pthread_join(maker, NULL);
  for (int i = 0; i < SIZES; i++) {
    for (int j = 0; j < 5 + i % 35; j += 3) free((void *)made[i][j]), made[i][j] = 0;
  }
  length = snprintf(line, sizeof line, "ready %d\n", getpid());
  if (write(1, line, (size_t)length) != length) return 1;
  ssize_t got;
  while ((got = read(0, line, sizeof line - 1)) > 0) {
    line[got - 1] = 0;
    ask(line + 4);
    if (write(1, "done\n", 5) != 5) return 1;
  }
  return 0;
}

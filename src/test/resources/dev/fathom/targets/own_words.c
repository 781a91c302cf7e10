/* A target whose allocator says itself what it has handed out. Run with jemalloc, mimalloc or gperftools' tcmalloc
 * preloaded; without one of them it says `skip`.
 *
 *   own_words SHAPE
 *
 * Makes blocks of 60 sizes, from 8 bytes to 300 KiB, frees every third of them, says `ready PID`, and sleeps until its
 * input ends. SHAPE says how they are made: `plain`, `zeroed` (calloc), `aligned` (to 64 bytes), `grown` (by realloc, from
 * half of it), `shrunk` (from twice of it), `foreign` (by a thread that ends, and freed by the main one), `beside` (by a
 * thread that lives on and has freed some itself), or `released` (as they come, and what is free is given back to the
 * kernel). `ask FILE` has a forked child write what the allocator says, one fact a line:
 *
 *   made ADDRESS SIZE     a block that the program has, and malloc_usable_size()
 *   class SIZE COUNT      jemalloc: blocks of a size that are handed out (stats.arenas.*.bins.*.curregs and
 *                         lextents.*.curlextents, once the child has emptied its thread's cache), over all arenas
 *   block ADDRESS SIZE    mimalloc: each block that is in use (mi_heap_visit_blocks)
 *   allocated BYTES       tcmalloc: what the program has (generic.current_allocated_bytes)
 *   kept SIZE COUNT       tcmalloc: free blocks of a size, over all caches (MallocExtension_GetStats)
 *   run ADDRESS SIZE      tcmalloc: a run of free pages (MallocExtension::Ranges)
 *   size ADDRESS SIZE     tcmalloc: how large the blocks there are: of each address, one a line, in FILE.asked
 *                         (MallocExtension_GetAllocatedSize)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
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
static void (*statistics)(char *, int);
static size_t (*size_at)(const void *);
static void (*give_back)(void);

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

static size_t number_of(const char *name) {
  size_t value = 0;
  property(name, &value);
  return value;
}

/* What gperftools/malloc_extension.h calls base::MallocRange. */
struct range {
  uintptr_t address;
  size_t length;
  enum { IN_USE, FREE, UNMAPPED } type;
  double fraction;
};

static void tell_range(void *unused, const struct range *range) {
  (void)unused;
  if (range->type != IN_USE) dprintf(out, "run %lu %zu\n", range->address, range->length);
}

/* MallocExtension::instance()->Ranges(), which is virtual: its place in the table is that of the base class's own. */
static void tell_ranges(void) {
  typedef void (*ranges_function)(void *, void *, void (*)(void *, const struct range *));
  void *(*instance)(void) = dlsym(RTLD_DEFAULT, "_ZN15MallocExtension8instanceEv");
  void **base = dlsym(RTLD_DEFAULT, "_ZTV15MallocExtension");
  void *ranges = dlsym(RTLD_DEFAULT, "_ZN15MallocExtension6RangesEPvPFvS0_PKN4base11MallocRangeEE");
  int place = 2; /* the object's offset and the type come first */
  while (base[place] != ranges) place++;
  void **object = instance();
  (*(ranges_function **)object)[place - 2](object, NULL, tell_range);
}

static void ask_tcmalloc(const char *file) {
  static char text[1 << 17];
  dprintf(out, "allocated %zu\n", number_of("generic.current_allocated_bytes"));
  tell_ranges();
  statistics(text, sizeof text);
  for (char *line = text; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
    unsigned long size, count;
    if (sscanf(line, "class %*u [ %lu bytes ] : %lu objs", &size, &count) == 2) dprintf(out, "kept %lu %lu\n", size, count);
  }
  char name[600];
  snprintf(name, sizeof name, "%s.asked", file);
  FILE *asked = fopen(name, "r");
  uintptr_t address;
  while (asked && fscanf(asked, "%lu", &address) == 1) dprintf(out, "size %lu %zu\n", address, size_at((void *)address));
}

static void ask(const char *file) {
  pid_t child = fork();
  if (child == 0) {
    out = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (visit) visit(default_heap(), true, tell, NULL);
    if (mallctl) ask_jemalloc();
    if (property) ask_tcmalloc(file);
    for (int i = 0; i < SIZES; i++) {
      for (int j = 0; j < MOST; j++) {
        if (made[i][j]) dprintf(out, "made %lu %zu\n", made[i][j], malloc_usable_size((void *)made[i][j]));
      }
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

static void free_every(int step) {
  for (int i = 0; i < SIZES; i++) {
    for (int j = 0; j < 5 + i % 35; j += step) free((void *)made[i][j]), made[i][j] = 0;
  }
}

static pthread_barrier_t done;

static void *make_and_stay(void *unused) {
  make_all(NULL);
  free_every(4);
  pthread_barrier_wait(&done);
  pause();
  return unused;
}

int main(int count, char **words) {
  shape = count > 1 ? words[1] : "plain";
  *(void **)&mallctl = dlsym(RTLD_DEFAULT, "mallctl");
  *(void **)&visit = dlsym(RTLD_DEFAULT, "mi_heap_visit_blocks");
  *(void **)&default_heap = dlsym(RTLD_DEFAULT, "mi_heap_get_default");
  *(void **)&property = dlsym(RTLD_DEFAULT, "MallocExtension_GetNumericProperty");
  *(void **)&statistics = dlsym(RTLD_DEFAULT, "MallocExtension_GetStats");
  *(void **)&size_at = dlsym(RTLD_DEFAULT, "MallocExtension_GetAllocatedSize");
  *(void **)&give_back = dlsym(RTLD_DEFAULT, "MallocExtension_ReleaseFreeMemory");
  char line[512];
  int length;
  if (!mallctl && !visit && !property) {
    length = snprintf(line, sizeof line, "skip: no allocator that says what it has\n");
    return write(1, line, (size_t)length) < 0;
  }
  pthread_t maker;
  if (!strcmp(shape, "beside")) {
    pthread_barrier_init(&done, NULL, 2);
    if (pthread_create(&maker, NULL, make_and_stay, NULL)) return 1;
    pthread_barrier_wait(&done);
  } else if (!strcmp(shape, "foreign")) {
    if (pthread_create(&maker, NULL, make_all, NULL)) return 1;
    pthread_join(maker, NULL);
  } else {
    make_all(NULL);
  }
  free_every(3);
  if (!strcmp(shape, "released") && give_back) give_back();
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

/* Heaps of known bins, sound ones and such as an overflow or a double free leaves behind.
 *
 *   bins CASE
 *
 * Makes the heap of a case (see the table at the end), and says `chunk STATE ADDRESS` for each address that malloc
 * returned, STATE being what the case makes of it: live, tcache, fast, unsorted, small, large or top (merged into
 * it, or into a chunk before it: merged). Damaged cases say `damaged WHAT` too. Then `ready PID`; it sleeps until
 * its input ends, or obeys `info FILE`: a forked child writes mallinfo2()'s fields there, a line each, and
 * malloc_info's count of free chunks outside the caches.
 *
 * Nothing is allocated after the case is made: what is said goes out through write(2).
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char text[1 << 16];
static size_t length;

static void say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  length += (size_t)vsnprintf(text + length, sizeof text - length, format, arguments);
  va_end(arguments);
}

static void tell(const char *state, void *address) { say("chunk %s %lu\n", state, (uintptr_t)address); }
static void damaged(const char *what) { say("damaged %s\n", what); }

#define COUNT 64
static void *all[COUNT];

static void make(int count, size_t size) {
  for (int i = 0; i < count; i++) memset(all[i] = malloc(size), 0x5a, size);
}
/* Frees every other one, so that nothing is merged. */
static void free_odd(int from, int count) {
  for (int i = from; i < count; i += 2) free(all[i]);
}
static void tell_all(int count, const char *even, const char *odd) {
  for (int i = 0; i < count; i++) tell(i % 2 ? odd : even, all[i]);
}
static size_t *word(void *payload, int at) { return (size_t *)payload + at; }

static void tcache_one(void) {
  make(3, 40);
  free(all[1]);
  tell_all(3, "live", "tcache");
}
static void tcache_full(void) {
  make(14, 40);
  free_odd(0, 14), tell_all(14, "tcache", "live");
}
static void tcache_many_sizes(void) {
  for (int i = 0; i < COUNT; i++) all[i] = malloc(24 + 16 * (size_t)i);
  free_odd(1, COUNT);
  tell_all(COUNT, "live", "tcache");
}
static void fast_after_tcache(void) {
  make(24, 40);
  for (int i = 0; i < 14; i += 2) free(all[i]);
  for (int i = 14; i < 24; i += 2) free(all[i]);
  for (int i = 0; i < 24; i++) tell(i % 2 ? "live" : i < 14 ? "tcache" : "fast", all[i]);
}
static void fast_sizes(void) {
  for (int size = 24; size <= 104; size += 16) {
    make(18, (size_t)size);
    for (int i = 0; i < 18; i += 2) free(all[i]);
    for (int i = 0; i < 18; i++) tell(i % 2 ? "live" : i < 14 ? "tcache" : "fast", all[i]);
  }
}
static void unsorted_one(void) {
  make(3, 2000);
  free(all[1]);
  tell_all(3, "live", "unsorted");
}
static void unsorted_many(void) {
  make(41, 2000);
  free_odd(1, 41);
  tell_all(41, "live", "unsorted");
}
static void unsorted_merged(void) {
  make(5, 2000);
  free(all[1]), free(all[2]), free(all[3]);
  tell("live", all[0]), tell("unsorted", all[1]), tell("merged", all[2]), tell("merged", all[3]);
  tell("live", all[4]);
}
static void small_bins(void) {
  make(30, 300);
  for (int i = 0; i < 14; i += 2) free(all[i]);
  for (int i = 14; i < 30; i += 2) free(all[i]);
  void *larger = malloc(3000); /* puts the unsorted ones into their bins */
  for (int i = 0; i < 30; i++) tell(i % 2 ? "live" : i < 14 ? "tcache" : "small", all[i]);
  tell("live", larger);
}
static void large_bins(void) {
  for (int i = 0; i < 41; i++) memset(all[i] = malloc(1500 + 64 * (size_t)i), 0x5a, 100);
  free_odd(1, 41);
  void *larger = malloc(1 << 16);
  tell_all(41, "live", "large");
  tell("live", larger);
}
static void large_equal(void) {
  make(41, 5000);
  free_odd(1, 41);
  void *larger = malloc(1 << 16);
  tell_all(41, "live", "large");
  tell("live", larger);
}
static void last_remainder(void) {
  make(3, 3000);
  free(all[1]);
  void *first = malloc(1500);
  tell("live", all[0]), tell("live", first), tell("live", all[2]);
}
static void top_merged(void) {
  make(4, 3000);
  free(all[3]);
  tell("live", all[0]), tell("live", all[1]), tell("live", all[2]), tell("merged", all[3]);
}
static void mapped(void) {
  for (int i = 0; i < 4; i++) memset(all[i] = malloc(400000), 1, 400000);
  for (int i = 0; i < 4; i++) tell("live", all[i]);
}
static void aligned(void) {
  for (int i = 0; i < 20; i++) tell("live", all[i] = aligned_alloc((size_t)64 << i % 7, 1024));
}
static void shrunk(void) {
  make(6, 4000);
  for (int i = 0; i < 6; i++) tell("live", all[i] = realloc(all[i], 1000));
}
static void nothing_freed(void) {
  make(COUNT, 100);
  tell_all(COUNT, "live", "live");
}
static void consolidated(void) {
  make(30, 40);
  for (int i = 1; i < 29; i++) free(all[i]);
  void *larger = malloc(5000); /* merges the fast ones */
  for (int i = 1; i < 8; i++) tell("tcache", all[i]);
  tell("live", all[0]), tell("live", all[29]), tell("live", larger);
}

/* The same with words overwritten, as a program does that writes where it must not. */
static void poisoned_tcache(void) {
  tcache_full();
  *word(all[12], 0) = 0x4141414141414141; /* the first of the list */
  damaged("link");
}
static void tcache_to_itself(void) {
  make(6, 40);
  free(all[0]), free(all[2]);
  *word(all[2], 0) = ((uintptr_t)all[2] >> 12) ^ (uintptr_t)all[2];
  tell("live", all[1]), tell("live", all[3]), tell("live", all[5]);
  damaged("loop");
}
static void fast_to_itself(void) {
  fast_after_tcache();
  uintptr_t chunk = (uintptr_t)all[14] - 16;
  *word(all[14], 0) = (uintptr_t)all[14] >> 12 ^ chunk;
  damaged("loop");
}
static void fast_elsewhere(void) {
  fast_after_tcache();
  *word(all[14], 0) = 0x1234567890;
  damaged("link");
}
static void unsorted_elsewhere(void) {
  unsorted_many();
  *word(all[5], 0) = (uintptr_t)text;
  damaged("link");
}
static void unsorted_nowhere(void) {
  unsorted_many();
  *word(all[5], 1) = 0x4242424242424242;
  damaged("link");
}
static void small_to_live(void) {
  small_bins();
  *word(all[16], 0) = (uintptr_t)all[1] - 16; /* of these lists nobody follows the links */
}
static void large_broken(void) {
  large_bins();
  *word(all[7], 2) = 0x4343434343434343;
}
static void size_too_large(void) {
  make(20, 200);
  for (int i = 0; i < 20; i++) if (i < 8 || i > 12) tell("live", all[i]);
  *word(all[8], -1) = 0x7fffffffff1;
  damaged("size");
}
static void size_zero(void) {
  make(20, 200);
  for (int i = 0; i < 20; i++) if (i < 8 || i > 12) tell("live", all[i]);
  *word(all[8], -1) = 1;
  damaged("size");
}
static void size_text(void) {
  make(20, 200);
  for (int i = 0; i < 20; i++) if (i < 8 || i > 12) tell("live", all[i]);
  memset((char *)all[8] - 16, 'A', 64);
  damaged("size");
}
static void overlapping(void) {
  make(20, 200);
  for (int i = 0; i < 20; i++) if (i != 9) tell("live", all[i]);
  *word(all[8], -1) = 2 * 208 + 1; /* reaches over the next one */
  say("overlap\n");
}
static void top_overwritten(void) {
  make(4, 200);
  tell_all(4, "live", "live");
  *word(all[3], 25) = ~(size_t)0;
  damaged("top");
}
static void count_overwritten(void) {
  tcache_full();
  /* The cache is the first chunk of the heap; its counts come first. */
  memset((char *)((uintptr_t)sbrk(0) & ~(uintptr_t)0xfff) - 0x21000 + 16, 0xff, 128);
  damaged("counts");
}

static const struct {
  const char *name;
  void (*make)(void);
} cases[] = {
#define CASE(name) {#name, name}
    CASE(tcache_one),       CASE(tcache_full),      CASE(tcache_many_sizes), CASE(fast_after_tcache),
    CASE(fast_sizes),       CASE(unsorted_one),     CASE(unsorted_many),     CASE(unsorted_merged),
    CASE(small_bins),       CASE(large_bins),       CASE(large_equal),       CASE(last_remainder),
    CASE(top_merged),       CASE(mapped),           CASE(aligned),           CASE(shrunk),
    CASE(nothing_freed),    CASE(consolidated),     CASE(poisoned_tcache),   CASE(tcache_to_itself),
    CASE(fast_to_itself),   CASE(fast_elsewhere),   CASE(unsorted_elsewhere), CASE(unsorted_nowhere),
    CASE(small_to_live),    CASE(large_broken),     CASE(size_too_large),    CASE(size_zero),
    CASE(size_text),        CASE(overlapping),      CASE(top_overwritten),   CASE(count_overwritten),
};

static void ask(const char *file) {
  pid_t child = fork();
  if (child == 0) {
    struct mallinfo2 info = mallinfo2();
    int out = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dprintf(out, "arena %zu\nordblks %zu\nsmblks %zu\nhblks %zu\nhblkhd %zu\nfsmblks %zu\nuordblks %zu\n"
            "fordblks %zu\nkeepcost %zu\n", info.arena, info.ordblks, info.smblks, info.hblks, info.hblkhd,
            info.fsmblks, info.uordblks, info.fordblks, info.keepcost);
    _exit(0);
  }
  waitpid(child, NULL, 0);
}

int main(int count, char **arguments) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    if (count > 1 && !strcmp(arguments[1], cases[i].name)) cases[i].make();
  }
  say("ready %d\n", getpid());
  if (write(1, text, length) != (ssize_t)length) return 1;
  char line[512];
  ssize_t got;
  while ((got = read(0, line, sizeof line - 1)) > 0) {
    line[got - 1] = 0;
    ask(line + 5);
    if (write(1, "done\n", 5) != 5) return 1;
  }
  return 0;
}

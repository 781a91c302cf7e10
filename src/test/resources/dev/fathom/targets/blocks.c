/* A target that knows its own heap: it allocates blocks of random sizes and frees half of them.
 *
 *   blocks [THREADS [COUNT [SEED [ACROSS [KINDS]]]]]
 *
 * Each of the THREADS (default 0: the main thread alone) makes COUNT blocks (default 20,000) and
 * parks. With ACROSS (1) each thread frees blocks of its neighbour, not its own. Sizes run from
 * 1 byte to 4 KiB; one in 500 has 150 KiB to 1 MiB, which malloc maps. KINDS are letters for more:
 * `a` aligned blocks, `r` blocks that are resized, `o` open files, and in the main thread `s` brk
 * memory taken by somebody else in between, `b` a break that cannot be moved from half-way on. Says
 * `ready PID`, then sleeps and obeys lines on standard input, each answered by `done`:
 *
 *   truth FILE   writes what is allocated (text, decimal): `live N`, `live_bytes N` (as asked
 *                for), `freed N`, each field of mallinfo2() as `mallinfo.FIELD N`, a line
 *                `block ADDRESS REQUESTED USABLE` for each live block, and a line `gone ADDRESS`
 *                for each that was freed (and may have been made anew by another thread)
 *   most         frees the first nine tenths of what each thread made, in their order
 *   trim         malloc_trim(0), where there is one
 *   above HEX    frees all blocks that begin at that address or above it, the highest first;
 *                only of the brk heap
 *   quit         ends (so does the end of standard input)
 *
 * Nothing said here uses the heap: the list of blocks is mapped, output goes through write(2) from
 * a static buffer. So what mallinfo2() says is what a reader of the sleeping process must find.
 * What is live besides the blocks was made by the C library: per thread its tcache and its TLS
 * vector.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct block {
  unsigned char *address;
  size_t requested; /* 0 once it is freed */
};

static long threads, count = 20000, seed = 1, across;
static struct block *blocks; /* count for each thread */
static const char *kinds = "";
static pthread_barrier_t full, made;

static size_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(*state >> 33);
}

static size_t random_size(uint64_t *state) {
  size_t r = next_random(state);
  if (r % 500 == 0) return 150 * 1024 + next_random(state) % (874 * 1024);
  if (r % 4 == 0) return 1 + next_random(state) % 4096;
  return 1 + next_random(state) % 256;
}

static unsigned char *new_block(size_t size, uint64_t *state) {
  void *block;
  if (strchr(kinds, 'a') && next_random(state) % 16 == 0) {
    size_t alignment = (size_t)32 << next_random(state) % (size > 100000 ? 17 : 8);
    if (posix_memalign(&block, alignment, size)) _exit(1);
    return block;
  }
  block = malloc(size);
  if (strchr(kinds, 'r') && next_random(state) % 8 == 0) {
    block = realloc(block, 1 + next_random(state) % 2000);
    block = realloc(block, size);
  }
  return block;
}

/* Somebody else takes brk memory: malloc must go on behind it. */
static void take_break(void) {
  size_t bytes = 5008;
  void *taken = sbrk((intptr_t)bytes);
  if (taken != (void *)-1) memset(taken, 0x77, bytes);
}

/* Somebody else maps the page behind the break: malloc must go on elsewhere. */
static void block_break(void) {
  uintptr_t next = ((uintptr_t)sbrk(0) + 4095) & ~(uintptr_t)4095;
  if (mmap((void *)next, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
           0) == MAP_FAILED)
    _exit(1);
}

static void make_blocks(long part) {
  struct block *mine = blocks + part * count;
  uint64_t state = (uint64_t)(seed + part);
  for (long i = 0; i < count; i++) {
    mine[i].requested = random_size(&state);
    if (!threads && strchr(kinds, 's') && i % (count / 4 + 1) == count / 8) take_break();
    if (!threads && strchr(kinds, 'b') && i == count / 2) block_break();
    mine[i].address = new_block(mine[i].requested, &state);
    memset(mine[i].address, 0x5a, mine[i].requested);
  }
  if (across) {
    pthread_barrier_wait(&full);
    mine = blocks + (part + 1) % threads * count;
  }
  for (long i = 0; i < count; i++) {
    if (next_random(&state) % 2) {
      free(mine[i].address);
      mine[i].requested = 0;
    }
  }
}

static void *make_and_park(void *part) {
  make_blocks((long)(intptr_t)part);
  pthread_barrier_wait(&made);
  for (;;) pause();
  return NULL;
}

static char buffer[1 << 16];
static size_t filled;

static void flush(int file) {
  for (size_t at = 0; at < filled;) {
    ssize_t n = write(file, buffer + at, filled - at);
    if (n <= 0) _exit(1);
    at += (size_t)n;
  }
  filled = 0;
}

static void say(int file, const char *format, ...) {
  va_list arguments;
  if (sizeof buffer - filled < 256) flush(file);
  va_start(arguments, format);
  filled += (size_t)vsnprintf(buffer + filled, 256, format, arguments);
  va_end(arguments);
}

static void say_mallinfo(int file) {
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 33)
  struct mallinfo2 info = mallinfo2();
#define FIELD(name) say(file, "mallinfo." #name " %zu\n", info.name);
  FIELD(arena)
  FIELD(ordblks)
  FIELD(smblks)
  FIELD(hblks)
  FIELD(hblkhd)
  FIELD(fsmblks)
  FIELD(uordblks)
  FIELD(fordblks)
  FIELD(keepcost)
#endif
#endif
  (void)file;
}

static void say_truth(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  long total = count * (threads ? threads : 1), live = 0;
  size_t bytes = 0;
  if (file < 0) _exit(1);
  for (long i = 0; i < total; i++) {
    if (blocks[i].requested) {
      live++;
      bytes += blocks[i].requested;
    }
  }
  say(file, "live %ld\nlive_bytes %zu\nfreed %ld\n", live, bytes, total - live);
  say_mallinfo(file);
  for (long i = 0; i < total; i++) {
    if (blocks[i].requested) {
      say(file, "block %zu %zu %zu\n", (size_t)blocks[i].address, blocks[i].requested,
          malloc_usable_size(blocks[i].address));
    } else {
      say(file, "gone %zu\n", (size_t)blocks[i].address);
    }
  }
  flush(file);
  close(file);
}

/* Frees what stands in the brk heap at an address or above it. Quadratic: for small heaps. */
static void free_above(uintptr_t least) {
  for (;;) {
    struct block *highest = NULL;
    for (long i = 0; i < count * (threads ? threads : 1); i++) {
      if (blocks[i].requested && (uintptr_t)blocks[i].address >= least &&
          (uintptr_t)blocks[i].address < (uintptr_t)sbrk(0) &&
          (!highest || blocks[i].address > highest->address))
        highest = blocks + i;
    }
    if (!highest) return;
    free(highest->address);
    highest->requested = 0;
  }
}

static void free_most(void) {
  long total = count * (threads ? threads : 1);
  for (long i = 0; i < total; i++) {
    if (i % count < count / 10 * 9 && blocks[i].requested) {
      free(blocks[i].address);
      blocks[i].requested = 0;
    }
  }
}

int main(int argc, char **argv) {
  static char line[4096];
  if (argc > 1) threads = atol(argv[1]);
  if (argc > 2) count = atol(argv[2]);
  if (argc > 3) seed = atol(argv[3]);
  if (argc > 4) across = threads && atol(argv[4]);
  if (argc > 5) kinds = argv[5];
  if (strchr(kinds, 'o')) {
    for (int i = 0; i < 3; i++) {
      FILE *file = fopen("/dev/null", "w");
      if (!file || fputs("some text", file) < 0) return 1;
    }
  }
  blocks = mmap(NULL, (size_t)(count * (threads ? threads : 1)) * sizeof *blocks,
                PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (blocks == MAP_FAILED) return 1;
  if (threads) {
    pthread_barrier_init(&full, NULL, (unsigned)threads);
    pthread_barrier_init(&made, NULL, (unsigned)threads + 1);
    for (long i = 0; i < threads; i++) {
      pthread_t thread;
      if (pthread_create(&thread, NULL, make_and_park, (void *)(intptr_t)i)) return 1;
    }
    pthread_barrier_wait(&made);
  } else {
    make_blocks(0);
  }
  say(1, "ready %d\n", (int)getpid());
  flush(1);
  for (;;) {
    ssize_t length = read(0, line, sizeof line - 1);
    if (length <= 0 || !strncmp(line, "quit", 4)) _exit(0);
    line[length - 1] = '\0';
    if (!strncmp(line, "truth ", 6)) {
      say_truth(line + 6);
    } else if (!strncmp(line, "above ", 6)) {
      free_above((uintptr_t)strtoull(line + 6, NULL, 16));
    } else if (!strcmp(line, "most")) {
      free_most();
    } else if (!strcmp(line, "trim")) {
#ifdef __GLIBC__
      malloc_trim(0);
#endif
    } else {
      say(1, "failed: not a command\n");
      flush(1);
      continue;
    }
    say(1, "done\n");
    flush(1);
  }
}

/* A target with memory in every state that the kernel knows, as far as the machine can make it.
 *
 *   states FILE
 *
 * Makes FILE and some regions. Says `region NAME START END BYTES` for each (addresses in hex): BYTES
 * that the program put into memory, which the kernel may have taken away again; `cannot NAME REASON`
 * for each state that is not to be had here; `ready PID`; and sleeps until its input ends.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <net/ethernet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)
#define HUGE_BYTES (2 * MIB)
#define PAGE ((size_t)4096)

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif
#ifndef UFFD_FEATURE_WP_UNPOPULATED
#define UFFD_FEATURE_WP_UNPOPULATED (1 << 13)
#endif
#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif

static const int writable = PROT_READ | PROT_WRITE;
static const int private = MAP_PRIVATE | MAP_ANONYMOUS;

static void cannot(const char *name) { printf("cannot %s %s\n", name, strerror(errno)); }

static void say(const char *name, const void *start, size_t bytes, size_t written) {
  printf("region %s %zx %zx %zu\n", name, (size_t)start, (size_t)start + bytes, written);
}

static char *map(size_t bytes, int protection, int flags, int file) {
  char *start = mmap(NULL, bytes, protection, flags, file, 0);
  return start == MAP_FAILED ? NULL : start;
}

/* Memory at a multiple of the size of a huge page. */
static char *aligned(size_t bytes) {
  char *start = map(bytes + HUGE_BYTES, writable, private, -1);
  return start == NULL ? NULL : (char *)(((uintptr_t)start + HUGE_BYTES - 1) & -HUGE_BYTES);
}

/* A mapping of its own, which no other one joins: the kernel counts by mapping. */
static char *small(size_t bytes) {
  char *start = map(bytes + PAGE, writable, private, -1);
  if (start == NULL) return NULL;
  mprotect(start + bytes, PAGE, PROT_NONE);
  madvise(start, bytes, MADV_NOHUGEPAGE);
  return start;
}

/* Pages that are not there are watched, too, where the kernel can do that (6.4 and later). */
static int watcher(void) {
  static const unsigned long features[] = {UFFD_FEATURE_WP_UNPOPULATED, 0};
  for (int at = 0; at < 2; at++) {
    struct uffdio_api api = {.api = UFFD_API, .features = features[at]};
    int file = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
    if (file < 0) file = (int)syscall(SYS_userfaultfd, O_CLOEXEC); /* before 5.11 */
    if (file < 0) return file;
    if (ioctl(file, UFFDIO_API, &api) == 0) return file;
    close(file);
  }
  return -1;
}

static char *filled(size_t bytes) {
  char *start = small(bytes);
  if (start != NULL)
    for (size_t at = 0; at < bytes; at += 8) *(size_t *)(start + at) = at * 2654435761u + 1;
  return start;
}

static void advised(const char *name, int advice, size_t stays) {
  char *start = filled(4 * MIB);
  if (start == NULL || madvise(start + MIB, 2 * MIB, advice)) cannot(name);
  else say(name, start, 4 * MIB, stays);
}

int main(int argc, char **argv) {
  const size_t reserved = (size_t)8 << 40;
  volatile char seen = 0;
  char *start;
  int file;
  if (argc != 2) return 2;

  start = filled(4 * MIB);
  say("private", start, 4 * MIB, 4 * MIB);
  start = map(4 * MIB, writable, MAP_SHARED | MAP_ANONYMOUS, -1);
  memset(start, 1, 2 * MIB);
  say("shared", start, 4 * MIB, 2 * MIB);
  start = small(4 * MIB);
  for (size_t at = 0; at < 4 * MIB; at += PAGE) seen += start[at];
  start[PAGE] = 1;
  say("zero", start, 4 * MIB, PAGE);

  start = aligned(4 * MIB);
  if (start == NULL || madvise(start, 4 * MIB, MADV_HUGEPAGE)) cannot("huge-zero");
  else {
    seen += start[0];
    seen += start[HUGE_BYTES];
    say("huge-zero", start, 4 * MIB, 0);
  }
  start = aligned(4 * MIB);
  if (start == NULL || madvise(start, 4 * MIB, MADV_HUGEPAGE)) cannot("huge");
  else {
    memset(start, 1, 4 * MIB);
    say("huge", start, 4 * MIB, 4 * MIB);
  }

  start = map(2 * HUGE_BYTES, writable, private | MAP_HUGETLB, -1);
  if (start == NULL) cannot("hugetlb-private");
  else {
    memset(start, 1, HUGE_BYTES);
    say("hugetlb-private", start, 2 * HUGE_BYTES, 0);
  }
  start = map(2 * HUGE_BYTES, writable, MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB, -1);
  if (start == NULL) cannot("hugetlb-shared");
  else {
    memset(start, 1, HUGE_BYTES);
    say("hugetlb-shared", start, 2 * HUGE_BYTES, 0);
  }

  start = small(4 * MIB);
  memset(start, 7, 4 * MIB);
  if (madvise(start, 4 * MIB, MADV_MERGEABLE)) cannot("merged");
  else say("merged", start, 4 * MIB, 4 * MIB);

  advised("swapped", MADV_PAGEOUT, 2 * MIB);
  start = filled(4 * MIB);
  if (madvise(start, 4 * MIB, MADV_PAGEOUT)) cannot("swap-cached");
  else {
    for (size_t at = 0; at < 2 * MIB; at += PAGE) seen += start[at];
    say("swap-cached", start, 4 * MIB, 2 * MIB);
  }
  start = filled(4 * MIB);
  if (madvise(start + MIB, 2 * MIB, MADV_FREE)) cannot("lazy-free");
  else say("lazy-free", start, 4 * MIB, 4 * MIB);
  advised("given-back", MADV_DONTNEED, 2 * MIB);
  advised("guard", MADV_GUARD_INSTALL, 2 * MIB);
  start = filled(4 * MIB);
  mprotect(start, 2 * MIB, PROT_NONE);
  say("none", start, 4 * MIB, 4 * MIB);
  say("reserved", map(reserved, PROT_NONE, private | MAP_NORESERVE, -1), reserved, 0);
  start = map(reserved, writable, private | MAP_NORESERVE, -1);
  if (start == NULL) cannot("reserved-writable");
  else say("reserved", start, reserved, 0);
  start = filled(MIB / 4);
  if (mlock(start, MIB / 4)) cannot("locked");
  else say("locked", start, MIB / 4, MIB / 4);

  file = memfd_create("states", 0);
  if (file < 0 || ftruncate(file, 4 * MIB)) cannot("memfd");
  else {
    start = map(4 * MIB, writable, MAP_SHARED, file);
    memset(start, 1, 2 * MIB);
    say("memfd", start, 4 * MIB, 2 * MIB);
  }
  file = (int)syscall(SYS_memfd_secret, 0);
  start = file < 0 || ftruncate(file, 64 * PAGE) ? NULL : map(64 * PAGE, writable, MAP_SHARED, file);
  if (start == NULL) cannot("secret");
  else {
    memset(start, 1, 32 * PAGE);
    say("secret", start, 64 * PAGE, 32 * PAGE);
  }

  file = open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return 1;
  for (size_t at = 0; at < 8 * MIB; at += PAGE) {
    static char content[4096];
    memset(content, (int)(at >> 12) | 1, sizeof content);
    if (write(file, content, sizeof content) != (ssize_t)sizeof content) return 1;
  }
  fsync(file);
  start = map(4 * MIB, PROT_READ, MAP_SHARED, file);
  for (size_t at = 0; at < 4 * MIB; at += PAGE) seen += start[at];
  say("file-clean", start, 4 * MIB, 4 * MIB);
  start = map(4 * MIB, writable, MAP_SHARED, file);
  memset(start, 3, 2 * MIB);
  say("file-dirty", start, 4 * MIB, 2 * MIB);
  start = map(4 * MIB, writable, MAP_PRIVATE, file);
  memset(start, 3, 2 * MIB);
  say("file-copied", start, 4 * MIB, 2 * MIB);
  start = map(8 * MIB, PROT_READ, MAP_SHARED, file);
  for (size_t at = 0; at < 8 * MIB; at += PAGE) seen += start[at];
  if (ftruncate(file, 4 * MIB)) return 1;
  say("file-truncated", start, 8 * MIB, 4 * MIB);

  file = watcher();
  if (file < 0) cannot("userfaultfd");
  else {
    start = small(4 * MIB);
    memset(start, 1, MIB);
    struct uffdio_register range = {
        .range = {.start = (size_t)start, .len = 4 * MIB}, .mode = UFFDIO_REGISTER_MODE_WP};
    struct uffdio_writeprotect protect = {
        .range = range.range, .mode = UFFDIO_WRITEPROTECT_MODE_WP};
    if (ioctl(file, UFFDIO_REGISTER, &range)
        || ioctl(file, UFFDIO_WRITEPROTECT, &protect))
      cannot("userfaultfd");
    else say("userfaultfd", start, 4 * MIB, MIB);
  }

  struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE,
                                  .config = PERF_COUNT_SW_CPU_CLOCK,
                                  .size = sizeof event,
                                  .disabled = 1,
                                  .exclude_kernel = 1};
  file = (int)syscall(SYS_perf_event_open, &event, 0, -1, -1, 0);
  start = file < 0 ? NULL : map(9 * PAGE, writable, MAP_SHARED, file);
  if (start == NULL) cannot("perf-ring");
  else {
    for (size_t at = 0; at < 9 * PAGE; at += PAGE) seen += start[at];
    say("perf-ring", start, 9 * PAGE, 0);
  }
  file = socket(AF_PACKET, SOCK_RAW, 0);
  struct tpacket_req ring = {
      .tp_block_size = 16 * PAGE, .tp_block_nr = 4, .tp_frame_size = PAGE, .tp_frame_nr = 64};
  start = file < 0 || setsockopt(file, SOL_PACKET, PACKET_RX_RING, &ring, sizeof ring)
              ? NULL
              : map(64 * PAGE, writable, MAP_SHARED, file);
  if (start == NULL) cannot("packet-ring");
  else {
    seen += start[0];
    say("packet-ring", start, 64 * PAGE, 0);
  }
  file = open("/dev/mem", O_RDONLY);
  start = file < 0 ? NULL : mmap(NULL, PAGE, PROT_READ, MAP_SHARED, file, 0xf0000);
  if (start == NULL || start == MAP_FAILED) cannot("device");
  else {
    seen += start[0];
    say("device", start, PAGE, 0);
  }
  file = open("/dev/zero", O_RDWR);
  start = file < 0 ? NULL : map(MIB, writable, MAP_PRIVATE, file);
  if (start == NULL) cannot("dev-zero");
  else {
    memset(start, 1, MIB / 2);
    say("dev-zero", start, MIB, MIB / 2);
  }
  start = map(4 * MIB, writable, MAP_DROPPABLE | MAP_ANONYMOUS, -1);
  if (start == NULL) cannot("droppable");
  else {
    memset(start, 1, MIB);
    say("droppable", start, 4 * MIB, MIB);
  }
  (void)seen;
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (getchar() != EOF) {}
  return 0;
}

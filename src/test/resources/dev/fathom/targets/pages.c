/* A target with pages in every state that a careless reader would change.
 *
 *   pages FILE
 *
 * Makes FILE, of 16 MiB, and maps regions of as much, none with huge pages but one. Says a line
 * `region NAME START END RESIDENT` for each (addresses in hex, bytes that count in Rss in decimal),
 * then `ready PID`, and sleeps until its standard input ends.
 *
 *   written        private, all written
 *   half           private, every other page written
 *   untouched      private, never touched
 *   zero           private, only ever read: maps the zero page, which is present but not in Rss
 *   huge-zero      the same with huge pages, of which there is one that is zero, too
 *   shared         shared anonymous memory, never touched: a read would allocate it
 *   file           the file, of which the first page alone was read (the kernel may have mapped
 *                  some more around it: RESIDENT is the least)
 *   none           private, all written, then made inaccessible (PROT_NONE): resident all the same
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE ((size_t)16 << 20)
#define HUGE ((size_t)2 << 20)

static size_t page;

static char *map(int protection, int flags, int file) {
  char *start = mmap(NULL, SIZE, protection, flags, file, 0);
  if (start == MAP_FAILED) exit(1);
  madvise(start, SIZE, MADV_NOHUGEPAGE);
  return start;
}

static void say(const char *name, char *start, size_t resident) {
  printf("region %s %zx %zx %zu\n", name, (size_t)start, (size_t)start + SIZE, resident);
}

int main(int argc, char **argv) {
  const int readable = PROT_READ | PROT_WRITE, private = MAP_PRIVATE | MAP_ANONYMOUS;
  volatile char seen = 0;
  char byte, *start;
  int file;
  if (argc != 2) return 2;
  page = (size_t)sysconf(_SC_PAGESIZE);
  file = open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return 1;
  for (size_t at = 0; at < SIZE; at += 4096) {
    static char content[4096];
    memset(content, (int)(at >> 12) | 1, sizeof content);
    if (write(file, content, sizeof content) != (ssize_t)sizeof content) return 1;
  }
  /* Else the kernel writes it at a time of its choosing, and what was dirty becomes clean. */
  if (fsync(file)) return 1;

  start = map(readable, private, -1);
  memset(start, 1, SIZE);
  say("written", start, SIZE);

  start = map(readable, private, -1);
  for (size_t at = 0; at < SIZE; at += 2 * page) start[at] = 1;
  say("half", start, SIZE / 2);

  say("untouched", map(readable, private, -1), 0);

  start = map(readable, private, -1);
  for (size_t at = 0; at < SIZE; at += page) seen += start[at];
  say("zero", start, 0);

  start = map(readable, private, -1) + HUGE;
  start -= (size_t)start % HUGE;
  madvise(start, SIZE - HUGE, MADV_HUGEPAGE);
  for (size_t at = 0; at < SIZE - HUGE; at += HUGE) seen += start[at];
  printf("region huge-zero %zx %zx 0\n", (size_t)start, (size_t)start + SIZE - HUGE);

  say("shared", map(readable, MAP_SHARED | MAP_ANONYMOUS, -1), 0);

  start = map(PROT_READ, MAP_PRIVATE, file);
  madvise(start, SIZE, MADV_RANDOM);
  seen += start[0];
  say("file", start, page);

  start = map(readable, private, -1);
  memset(start, 1, SIZE);
  if (mprotect(start, SIZE, PROT_NONE)) return 1;
  say("none", start, SIZE);

  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

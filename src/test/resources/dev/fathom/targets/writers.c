/* A pre-forking server whose workers each write to its memory for one reason.
 *
 *   writers N BYTES ACTION...
 *
 * The parent has N blocks of BYTES, and N others that lie between them; of those it has given back
 * every fourth. The actions of a worker, after which it sleeps until its parent ends:
 *
 *   idle     nothing
 *   write    writes to each of the first kind of blocks
 *   free     gives all of them back
 *   take     takes as many blocks as the parent has given back, and fills them
 *
 * Says a line `child PID` for each, then `ready PID`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t count, bytes;
static char **blocks, **others;
static int sleeping[2], lives[2];

static void act(const char *action) {
  if (!strcmp(action, "write"))
    for (size_t i = 0; i < count; i++) memset(blocks[i], (int)(i % 100) + 1, bytes);
  if (!strcmp(action, "free"))
    for (size_t i = 0; i < count; i++) free(blocks[i]);
  if (!strcmp(action, "take"))
    for (size_t i = 0; i < count / 4; i++) {
      char *volatile taken = malloc(bytes);
      if (!taken) _exit(1);
      memset(taken, 'T', bytes);
    }
}

int main(int argc, char **argv) {
  char byte;
  if (argc < 3) return 2;
  count = (size_t)atol(argv[1]);
  bytes = (size_t)atol(argv[2]);
  setvbuf(stdout, NULL, _IONBF, 0); /* or its buffer would be allocated between the forks */
  blocks = calloc(count, sizeof *blocks);
  others = calloc(count, sizeof *others);
  if (!blocks || !others || pipe(sleeping) || pipe(lives)) return 1;
  for (size_t i = 0; i < count; i++) {
    blocks[i] = malloc(bytes);
    others[i] = malloc(bytes);
    if (!blocks[i] || !others[i]) return 1;
    memset(blocks[i], 'b', bytes);
    memset(others[i], 'o', bytes);
  }
  for (size_t i = 0; i < count; i += 4) free(others[i]);
  for (int i = 3; i < argc; i++) {
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
      close(lives[1]);
      act(argv[i]);
      if (write(sleeping[1], "s", 1) != 1) _exit(1);
      while (read(lives[0], &byte, 1) > 0) continue;
      _exit(0);
    }
    if (read(sleeping[0], &byte, 1) != 1) return 1;
    printf("child %d\n", (int)child);
  }
  printf("ready %d\n", (int)getpid());
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

/* A program that holds secrets wherever data can stand: secrets VISIBLE SALT
 *
 * Each secret is a word for its place and SALT, made at run time. What the source calls its variables and functions is told.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { LONG = 200, MANY = 2000 };

static const char *salt;
static char static_buffer[4096];
static __thread char thread_buffer[256];

/* A text between pointers to chunks. */
struct {
  char before[LONG];
  char *visible_chunk;
  char after[LONG];
} visible_record;

union {
  char text[24];
  void *pointers[3];
} visible_union;

struct node {
  struct node *next;
  char name[64];
};

struct node *visible_list;
char **visible_table;

static char *secret(char *to, const char *place) {
  snprintf(to, LONG, "%s_%s", place, salt);
  return to;
}

static int started[2];

static void *waits(void *argument) {
  char local[LONG], name[16], byte;
  secret(local, "local_of_a_thread");
  secret(thread_buffer, "of_a_thread");
  snprintf(name, sizeof name, "t_%s", salt);
  pthread_setname_np(pthread_self(), name);
  if (write(started[1], "x", 1) != 1) return 0;
  while (read(0, &byte, 0) == 0 && argument) pause();
  return local[0] ? argument : 0;
}

int main(int count, char **arguments) {
  char local[LONG], line[256];
  pthread_t thread;
  if (count < 3) return 2;
  salt = arguments[2];
  secret(local, "local");
  secret(static_buffer, "static");
  visible_table = calloc(MANY, sizeof *visible_table);
  for (int at = 0; at < MANY; at++) {
    struct node *node = calloc(1, sizeof *node);
    secret(node->name, "node");
    node->next = visible_list;
    visible_list = node;
    visible_table[at] = secret(malloc(LONG), "element");
  }
  secret(visible_record.before, "before");
  visible_record.visible_chunk = secret(malloc(LONG), "chunk");
  secret(visible_record.after, "after");
  strncpy(visible_union.text, salt, sizeof visible_union.text - 1);
  setenv("VARIABLE", secret(line, "environment"), 1);
  FILE *content = tmpfile();
  for (int at = 0; at < MANY; at++) fprintf(content, "%s\n", secret(line, "content"));
  fflush(content);
  char *mapped = mmap(0, 4096, PROT_READ, MAP_SHARED, fileno(content), 0);
  static_buffer[4095] = mapped[0];
  if (pipe(started) || pthread_create(&thread, 0, waits, line)) return 1;
  if (read(started[0], line, 1) != 1) return 1;
  int lives[2];
  if (pipe(lives)) return 1;
  if (fork() == 0) { /* a worker, which writes to what it shares, and ends with this process */
    close(lives[1]);
    for (int at = 0; at < MANY; at++) secret(visible_table[at], "of_the_worker");
    _exit(read(lives[0], line, 1) != 0);
  }
  prctl(PR_SET_NAME, salt);
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    puts("done");
    fflush(stdout);
  }
  return 0;
}

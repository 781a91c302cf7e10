/* A target that holds on to more and more in a static table of chains. Says `owner NAME CHAINS` of the table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct entry {
  struct entry *next;
  char text[200];
};

#define BUCKETS 4096
static struct entry *connections[BUCKETS];

int main(void) {
  for (int i = 0; i < 20000; i++) {
    struct entry *entry = malloc(sizeof *entry);
    snprintf(entry->text, sizeof entry->text, "what connection %d is about", i);
    entry->next = connections[i % BUCKETS];
    connections[i % BUCKETS] = entry;
  }
  char line[200];
  int length = snprintf(line, sizeof line, "owner connections[*] 4,096\nready %d\n", getpid());
  if (write(1, line, (size_t)length) != length) return 1;
  return read(0, line, sizeof line) < 0;
}

/* A target that is a hash table of C, its chains in no order in memory: nodes COUNT
 *
 * A variable holds the table, a bucket its chain of nodes, a node its value of 100 to 2,300 bytes. Says `ready PID`, then
 * sleeps until the end of its standard input.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct node {
  struct node *next;
  char *value;
  uint64_t hash;
};

static struct node **table;

int main(int argc, char **argv) {
  size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
  uint64_t state = 1;
  char line[64];
  table = calloc(count, sizeof *table);
  for (size_t i = 0; i < count; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    size_t bytes = 100 + (state >> 40) % 2200;
    struct node *node = malloc(sizeof *node);
    node->value = memset(malloc(bytes), 'x', bytes);
    node->hash = state;
    node->next = table[(state >> 20) % count];
    table[(state >> 20) % count] = node;
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (read(0, line, sizeof line) > 0) {
  }
  return table[0] != NULL && table[0]->hash == 1;
}

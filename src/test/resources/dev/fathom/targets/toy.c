/* A runtime of its own: two heaps, `left` and `right`. The objects of each lie one behind the other in an arena, which
 * begins in the middle of a chunk of malloc. Each begins with a head (count, kind, how many words follow); what refers
 * to it has the address behind its head. On a command all objects move to another arena, without those that died.
 *
 * Arguments: how many carts `left` has, how many `right`, and for each child that is forked what it does: `idle`,
 * `count` (each cart gets a reference more), `write` (each label gets another text).
 * Says `objects HEAP KIND COUNT BYTES` for each, `child PID` for each child, then `ready PID`; after a command `done`.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LABEL = 1, CART, SHELF, KINDS };
static const char *names[KINDS] = {"", "Label", "Cart", "Shelf"};

struct head {
  uint32_t count;
  uint16_t kind;
  uint16_t unused;
  uint64_t words;
};

struct heap {
  char magic[8];
  char name[8];
  char *arena;
  char *top;
  char *end;
  uint64_t *root; /* behind the head of a shelf */
};

static struct heap heaps[2] = {{"toy-heap", "left"}, {"toy-heap", "right"}};

static int sleeping[2], lives[2];

static struct head *head_of(uint64_t *object) { return (struct head *)object - 1; }

static void arena(struct heap *heap, size_t bytes) {
  char *chunk = malloc(bytes + 64);
  memset(chunk, 0, 64);
  heap->arena = heap->top = chunk + 64;
  heap->end = chunk + 64 + bytes;
}

static uint64_t *make(struct heap *heap, int kind, uint64_t words) {
  struct head *head = (struct head *)heap->top;
  heap->top += sizeof *head + words * 8;
  if (heap->top > heap->end) abort();
  *head = (struct head){1, (uint16_t)kind, 0, words};
  return (uint64_t *)(head + 1);
}

static void fill(struct heap *heap, int carts) {
  arena(heap, (size_t)carts * 160 + 4096);
  heap->root = make(heap, SHELF, (uint64_t)carts);
  for (int cart = 0; cart < carts; cart++) {
    make(heap, LABEL, 3)[0] = 0; /* it is dead at once */
    uint64_t *label = make(heap, LABEL, 3);
    snprintf((char *)label, 24, "cart %d", cart);
    uint64_t *made = make(heap, CART, 2);
    made[0] = (uint64_t)label;
    made[1] = (uint64_t)cart;
    heap->root[cart] = (uint64_t)made;
  }
}

static uint64_t *moved(struct heap *heap, uint64_t *object) {
  struct head *head = head_of(object);
  uint64_t *copy = make(heap, head->kind, head->words);
  memcpy(head_of(copy), head, sizeof *head + head->words * 8);
  return copy;
}

static void move_all(struct heap *heap) {
  char *old = heap->arena - 64;
  uint64_t *root = heap->root;
  arena(heap, (size_t)(heap->end - heap->arena));
  heap->root = moved(heap, root);
  for (uint64_t at = 0; at < head_of(root)->words; at++) {
    uint64_t *cart = moved(heap, (uint64_t *)root[at]);
    cart[0] = (uint64_t)moved(heap, (uint64_t *)cart[0]);
    heap->root[at] = (uint64_t)cart;
  }
  free(old);
}

static void tell(struct heap *heap) {
  uint64_t counts[KINDS] = {0}, bytes[KINDS] = {0};
  for (char *at = heap->arena; at < heap->top;) {
    struct head *head = (struct head *)at;
    at += sizeof *head + head->words * 8;
    counts[head->kind]++;
    bytes[head->kind] += sizeof *head + head->words * 8;
  }
  for (int kind = 1; kind < KINDS; kind++)
    printf("objects %s %s %lu %lu\n", heap->name, names[kind], counts[kind], bytes[kind]);
}

static void act(const char *what) {
  for (int heap = 0; heap < 2; heap++)
    for (char *at = heaps[heap].arena; at < heaps[heap].top;) {
      struct head *head = (struct head *)at;
      at += sizeof *head + head->words * 8;
      if (!strcmp(what, "count") && head->kind == CART) head->count++;
      if (!strcmp(what, "write") && head->kind == LABEL) memcpy(head + 1, "another text", 13);
    }
}

int main(int count, char **words) {
  setvbuf(stdout, NULL, _IONBF, 0); /* or its buffer would be allocated between the forks */
  if (pipe(sleeping) || pipe(lives)) return 1;
  fill(&heaps[0], atoi(words[1]));
  fill(&heaps[1], atoi(words[2]));
  tell(&heaps[0]);
  tell(&heaps[1]);
  for (int word = 3; word < count; word++) {
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
      char byte;
      close(lives[1]);
      act(words[word]);
      if (write(sleeping[1], "s", 1) != 1) _exit(1);
      while (read(lives[0], &byte, 1) > 0) continue;
      _exit(0);
    }
    char slept;
    if (read(sleeping[0], &slept, 1) != 1) return 1;
    printf("child %d\n", (int)child);
  }
  printf("ready %d\n", (int)getpid());
  char line[64];
  while (read(0, line, sizeof line) > 0) { /* the only command */
    move_all(&heaps[0]);
    move_all(&heaps[1]);
    printf("done\n");
  }
  return 0;
}

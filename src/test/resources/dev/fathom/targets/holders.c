/* A library for holders.py: C memory that is held in different ways, each of a size of its own, and objects. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *held_by_a_variable;

static void *filled(size_t size) {
  void *memory = malloc(size);
  memset(memory, 1, size);
  return memory;
}

/* 54321 bytes held by a variable, and 65432 by a pointer in those. */
void hold(void) {
  held_by_a_variable = filled(54321);
  *(void **)held_by_a_variable = filled(65432);
}

/* Five of some MiB that nothing leads to any more, of other sizes, as a word that is left over somewhere may be the address of one.
   Each has a mapping of its own: where memory was in use before, words that are left over lead to whatever is there now. */
void leak(void) {
  for (size_t more = 0; more < 5; more++) filled((1280 + 16 * more) * 4096 - 24);
  volatile char *other = filled(87654); /* so that no register has the last one's address */
  free((void *)other);
}

/* 76543 bytes held by a local variable, for as long as nobody writes to the descriptor. */
int hold_and_wait(int descriptor) {
  char byte;
  char *volatile local = filled(76543);
  while (read(descriptor, &byte, 1) > 0) continue;
  return local[0];
}

static void *volatile kept_object;
static void **volatile kept_objects;

/* Objects whose counts the caller has raised: one held by a variable, one by memory that a variable holds. */
void keep(void *object) { kept_object = object; }
void keep_deeper(void *object) {
  kept_objects = filled(2222);
  kept_objects[7] = object;
}

/* An object held by a local variable, for as long as nobody writes to the descriptor. */
int keep_and_wait(int descriptor, void *object) {
  char byte;
  void *volatile local = object;
  while (read(descriptor, &byte, 1) > 0) continue;
  return local != 0;
}

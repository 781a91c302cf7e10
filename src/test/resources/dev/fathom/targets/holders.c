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

/* 87654 bytes that nothing leads to any more; and a few more of other sizes, as what is left over somewhere may lead to one. */
void leak(void) {
  for (int more = 1; more < 5; more++) filled(87654 + 100 * more);
  volatile char *dropped = filled(87654);
  dropped[0] = 2;
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

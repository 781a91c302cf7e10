#ifndef TEMP_FILE_H
#define TEMP_FILE_H
#include <support/support.h>
#include <sys/mman.h>
/* It has no name but that of its descriptor, so that none is left behind. */
static inline int create_temp_file(const char *base, char **name) {
  int file = memfd_create(base, 0);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", getpid(), file);
  if (name) *name = strdup(path);
  return file;
}
#endif

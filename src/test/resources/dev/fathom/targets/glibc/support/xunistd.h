#ifndef XUNISTD_H
#define XUNISTD_H
#include <support/check.h>
#include <sys/wait.h>
#include <unistd.h>
static inline pid_t xfork(void) {
  pid_t child = fork();
  return child < 0 ? (judged_end("out of resources"), child) : child;
}
#define xwaitpid(child, status, flags) waitpid(child, status, flags)
#define xpipe(ends) ((void)!pipe(ends))
#define xclose(file) close(file)
#define xdup2(from, to) dup2(from, to)
#define xread(file, to, bytes) ((void)!read(file, to, bytes))
#define xwrite(file, from, bytes) ((void)!write(file, from, bytes))
#include <fcntl.h>
static inline int xopen(const char *path, int flags, mode_t mode) {
  int file = open(path, flags, mode);
  return file < 0 ? (judged_end("out of resources"), file) : file;
}
#define xsysconf(name) sysconf(name)
#include <sys/mman.h>
static inline void *xmmap(void *at, size_t bytes, int protection, int flags, int file) {
  void *made = mmap(at, bytes, protection, flags, file, 0);
  return made == MAP_FAILED ? (judged_end("out of resources"), made) : made;
}
#define xmunmap(at, bytes) munmap(at, bytes)
/* Memory that a forked child shares; nothing is given back before the test ends. */
#define support_shared_allocate(bytes) xmmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1)
#define support_shared_free(shared) ((void)(shared))
#endif

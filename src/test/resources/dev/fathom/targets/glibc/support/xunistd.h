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
#endif

#ifndef CAPTURE_SUBPROCESS_H
#define CAPTURE_SUBPROCESS_H
#include <support/temp_file.h>
struct captured {
  char *buffer;
  size_t length;
};
struct support_capture_subprocess {
  struct captured out, err;
  int status;
};
static inline struct captured captured(int file) {
  struct captured got = {.length = (size_t)lseek(file, 0, SEEK_END)};
  got.buffer = xcalloc(got.length + 1, 1);
  if (pread(file, got.buffer, got.length, 0) < 0) judged_end("out of resources");
  close(file);
  return got;
}
static inline struct support_capture_subprocess support_capture_subprocess(void (*run)(void *), void *with) {
  int out = create_temp_file("out", NULL), err = create_temp_file("err", NULL), status;
  pid_t child = xfork();
  if (child == 0) {
    signal(SIGABRT, SIG_DFL);
    dup2(out, 1), dup2(err, 2);
    run(with);
    _exit(0);
  }
  xwaitpid(child, &status, 0);
  return (struct support_capture_subprocess){captured(out), captured(err), status};
}
static inline void support_capture_subprocess_free(struct support_capture_subprocess *result) {
  free(result->out.buffer), free(result->err.buffer);
}
#endif

#ifndef SUPPORT_H
#define SUPPORT_H
#include <support/check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/types.h>
static inline void *sound(void *made) { return made ? made : (judged_end("out of resources"), made); }
#define xmalloc(bytes) sound(malloc(bytes))
#define xcalloc(count, bytes) sound(calloc(count, bytes))
#define xrealloc(block, bytes) sound(realloc(block, bytes))
#define xstrdup(text) ((char *)sound(strdup(text)))
#define xposix_memalign(align, bytes)                                          \
  ({ void *made = NULL; posix_memalign(&made, align, bytes) ? judged_end("out of resources") : (void)0; made; })
#define xsignal signal
#define write_message(text) ((void)!write(1, text, strlen(text)))
#define DEFAULT_TIMEOUT 20
#define ignore_stderr() ((void)0)
#include <support/xunistd.h>
#endif

#include <support/check.h>
#include <pthread.h>
#include <stdlib.h>
#define MUST(call) ((call) ? judged_end("out of resources") : (void)0)
static inline pthread_t xpthread_create(const pthread_attr_t *a, void *(*f)(void *), void *x) {
  pthread_t made;
  MUST(pthread_create(&made, a, f, x));
  return made;
}
static inline void *xpthread_join(pthread_t thread) {
  void *result;
  MUST(pthread_join(thread, &result));
  return result;
}
#define xpthread_attr_init(attr) MUST(pthread_attr_init(attr))
#define xpthread_attr_destroy(attr) MUST(pthread_attr_destroy(attr))
#define xpthread_attr_setdetachstate(attr, state) MUST(pthread_attr_setdetachstate(attr, state))
#define xpthread_attr_setstacksize(attr, bytes) MUST(pthread_attr_setstacksize(attr, bytes))
#define xpthread_barrierattr_init(attr) MUST(pthread_barrierattr_init(attr))
#define xpthread_barrierattr_setpshared(attr, shared) MUST(pthread_barrierattr_setpshared(attr, shared))
#define xpthread_barrierattr_destroy(attr) MUST(pthread_barrierattr_destroy(attr))
#define xpthread_barrier_init(barrier, attr, count) MUST(pthread_barrier_init(barrier, attr, count))
#define xpthread_barrier_destroy(barrier) MUST(pthread_barrier_destroy(barrier))
#define xpthread_barrier_wait(barrier) pthread_barrier_wait(barrier)
#define xpthread_mutex_lock(mutex) MUST(pthread_mutex_lock(mutex))
#define xpthread_mutex_unlock(mutex) MUST(pthread_mutex_unlock(mutex))
#define xpthread_detach(thread) MUST(pthread_detach(thread))
#define xpthread_cancel(thread) MUST(pthread_cancel(thread))
#define xpthread_kill(thread, number) MUST(pthread_kill(thread, number))
#define xpthread_mutex_init(mutex, attr) MUST(pthread_mutex_init(mutex, attr))
#define xpthread_cond_wait(condition, mutex) MUST(pthread_cond_wait(condition, mutex))

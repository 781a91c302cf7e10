/* A library that has any program call malloc_trim(0) when it gets SIGUSR2, for programs that cannot do that themselves.
 *
 * Only to be used while the program sleeps in a system call: the handler does what no handler should.
 */
#include <malloc.h>
#include <signal.h>
#include <string.h>

static void release(int signal) {
  (void)signal;
  malloc_trim(0);
}

static void __attribute__((constructor)) prepare(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = release;
  action.sa_flags = SA_RESTART;
  sigaction(SIGUSR2, &action, NULL);
}

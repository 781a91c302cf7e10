/* Makes one system call over and over in its main thread, or none and watches its registers, and counts what comes of it:

     waiting CALL FILE THREADS

   CALL is read, nanosleep, poll, futex, epoll_wait or none; signals is none, while a timer sends the process 2,000 signals
   a second, whose handler uses some stack, and ignores SIGTRAP. FILE is made and holds five counters of 64 bits: rounds, calls
   that ended by EINTR, by another error, before their time, and rounds after which a register or the memory below the stack
   pointer was not what it was. THREADS more make the same call. Ends with its standard input. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS, INTERRUPTED, FAILED, EARLY, CHANGED };
static const long WAIT_MILLIS = 15;
static volatile uint64_t *counters;
static const char *call;
static int ends[2];
static int epoll;
static uint32_t word;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* Nonzero where a register, or a word below the stack pointer, is not what was put there. */
static long changed(void) {
  long differences;
  __asm__ volatile(
      "movq $0x1111, %%r8\n movq $0x2222, %%r9\n movq $0x3333, %%r10\n movq $0x4444, %%r11\n"
      "movq $0x5555, %%r12\n movq $0x6666, %%r13\n movq $0x7777, %%r14\n movq $0x8888, %%r15\n"
      "movq $0x9999, %%rsi\n movq $0xaaaa, %%rdi\n movq $0xbbbb, %%rdx\n movq $0xcccc, %%rbx\n"
      "movq %%r8, %%xmm0\n movq %%r9, %%xmm7\n movq %%r10, %%xmm15\n"
      "movq %%r8, -8(%%rsp)\n movq %%r9, -64(%%rsp)\n movq %%r10, -128(%%rsp)\n"
      "movq $200000, %%rcx\n"
      "1: decq %%rcx\n jnz 1b\n"
      "xorq %%rax, %%rax\n"
      "subq $0x1111, %%r8\n orq %%r8, %%rax\n subq $0x2222, %%r9\n orq %%r9, %%rax\n"
      "subq $0x3333, %%r10\n orq %%r10, %%rax\n subq $0x4444, %%r11\n orq %%r11, %%rax\n"
      "subq $0x5555, %%r12\n orq %%r12, %%rax\n subq $0x6666, %%r13\n orq %%r13, %%rax\n"
      "subq $0x7777, %%r14\n orq %%r14, %%rax\n subq $0x8888, %%r15\n orq %%r15, %%rax\n"
      "subq $0x9999, %%rsi\n orq %%rsi, %%rax\n subq $0xaaaa, %%rdi\n orq %%rdi, %%rax\n"
      "subq $0xbbbb, %%rdx\n orq %%rdx, %%rax\n subq $0xcccc, %%rbx\n orq %%rbx, %%rax\n"
      "movq %%xmm0, %%r8\n subq $0x1111, %%r8\n orq %%r8, %%rax\n"
      "movq %%xmm7, %%r8\n subq $0x2222, %%r8\n orq %%r8, %%rax\n"
      "movq %%xmm15, %%r8\n subq $0x3333, %%r8\n orq %%r8, %%rax\n"
      "movq -8(%%rsp), %%r8\n subq $0x1111, %%r8\n orq %%r8, %%rax\n"
      "movq -64(%%rsp), %%r8\n subq $0x2222, %%r8\n orq %%r8, %%rax\n"
      "movq -128(%%rsp), %%r8\n subq $0x3333, %%r8\n orq %%r8, %%rax\n"
      : "=a"(differences)
      :
      : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm7", "xmm15",
        "memory", "cc");
  return differences;
}

static int wait_once(void) {
  struct timespec time = {0, WAIT_MILLIS * 1000000};
  struct epoll_event event;
  char byte;
  if (!strcmp(call, "read")) return read(ends[0], &byte, 1) == 1 ? 0 : -1;
  if (!strcmp(call, "nanosleep")) return nanosleep(&time, NULL);
  if (!strcmp(call, "poll")) return poll(NULL, 0, WAIT_MILLIS);
  if (!strcmp(call, "epoll_wait")) return epoll_wait(epoll, &event, 1, WAIT_MILLIS);
  if (syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &time, NULL, 0) < 0 && errno == ETIMEDOUT) return 0;
  return -1;
}

static void handle(int signal) {
  volatile char used[2048];
  memset((char *)used, signal, sizeof used);
}

static void send_signals(void) {
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
  struct itimerval time = {{0, 500}, {0, 500}};
  sigaction(SIGALRM, &action, NULL);
  signal(SIGTRAP, SIG_IGN);
  setitimer(ITIMER_REAL, &time, NULL);
}

static void count(int counter) { __atomic_fetch_add(&counters[counter], 1, __ATOMIC_RELAXED); }

static void *rounds(void *unused) {
  for (;;) {
    if (!strcmp(call, "none") || !strcmp(call, "signals")) {
      if (changed()) count(CHANGED);
    } else {
      double since = now();
      if (wait_once() < 0) {
        count(errno == EINTR ? INTERRUPTED : FAILED);
      } else if (strcmp(call, "read") && now() - since < WAIT_MILLIS) {
        count(EARLY);
      }
    }
    count(ROUNDS);
  }
  return unused;
}

static void *feed(void *unused) {
  for (;;) {
    usleep(WAIT_MILLIS * 1000);
    if (write(ends[1], "", 1) < 0) return unused;
  }
}

static void *until_end(void *unused) {
  char byte;
  while (read(0, &byte, 1) > 0) {
  }
  _exit(0);
  return unused;
}

int main(int count_of_arguments, char **arguments) {
  pthread_t thread;
  if (count_of_arguments != 4) return 2;
  call = arguments[1];
  int file = open(arguments[2], O_RDWR | O_CREAT, 0666);
  if (file < 0 || ftruncate(file, 4096) < 0 || pipe(ends) < 0) return 1;
  counters = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  epoll = epoll_create1(0);
  pthread_create(&thread, NULL, until_end, NULL);
  if (!strcmp(call, "signals")) send_signals();
  if (!strcmp(call, "read")) pthread_create(&thread, NULL, feed, NULL);
  for (int i = 0; i < atoi(arguments[3]); i++) pthread_create(&thread, NULL, rounds, NULL);
  printf("running %d\n", getpid());
  fflush(stdout);
  rounds(NULL);
}

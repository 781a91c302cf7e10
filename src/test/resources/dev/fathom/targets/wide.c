/* A target of many mappings, much reserved address space, many threads or many files.
 *
 *   wide MAPPINGS TERABYTES THREADS FILES FOLDER
 *
 * Maps so many pieces of two pages, neighbours with different rights so that the kernel keeps them
 * apart, and writes to each that can be written; reserves so many terabytes and touches none of
 * them; starts so many threads that wait; and makes so many files in FOLDER and maps
 * them. Says `ready PID`, and sleeps until its standard input ends.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static sem_t started, never;

static void *wait_for_ever(void *nothing) {
  sem_post(&started);
  sem_wait(&never);
  return nothing;
}

int main(int argc, char **argv) {
  const size_t piece = 8192, terabyte = (size_t)1 << 40;
  const int reserve = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  size_t mappings, terabytes;
  int threads, files;
  char *start;
  if (argc != 6) return 2;
  mappings = (size_t)atol(argv[1]);
  terabytes = (size_t)atol(argv[2]);
  threads = atoi(argv[3]);
  files = atoi(argv[4]);

  start = mmap(NULL, mappings * piece + 1, PROT_READ | PROT_WRITE, reserve, -1, 0);
  if (start == MAP_FAILED) return 1;
  for (size_t number = 0; number < mappings; number++) {
    char *at = start + number * piece;
    if (number % 2 == 0) at[0] = 1;
    else if (mprotect(at, piece, PROT_READ)) {
      printf("skip: no more than %zu mappings here\n", number);
      return 0;
    }
  }
  for (size_t number = 0; number < terabytes; number++) {
    start = mmap(NULL, terabyte, PROT_READ | PROT_WRITE, reserve, -1, 0);
    if (start == MAP_FAILED) {
      printf("skip: no %zu terabytes of address space here\n", terabytes);
      return 0;
    }
  }
  sem_init(&started, 0, 0);
  sem_init(&never, 0, 0);
  for (int number = 0; number < threads; number++) {
    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    if (pthread_create(&thread, &small, wait_for_ever, NULL)) {
      printf("skip: no more than %d threads here\n", number);
      return 0;
    }
  }
  for (int number = 0; number < threads; number++) sem_wait(&started);
  for (int number = 0; number < files; number++) {
    char name[4096];
    int file;
    snprintf(name, sizeof name, "%s/%d", argv[5], number);
    file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || ftruncate(file, 4096)
        || mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0) == MAP_FAILED)
      return 1;
    close(file);
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  while (getchar() != EOF) {}
  _exit(0);
}

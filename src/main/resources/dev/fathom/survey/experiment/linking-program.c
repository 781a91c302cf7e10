/* A program that calls the library, says that it has, and waits. */
#include <unistd.h>

int lab_read(int);
int lab_write(int);
int lab_open(int);
int lab_close(int);

int main(int count, char **words) {
  char byte;
  if (lab_read(count) + lab_write(count) + lab_open(count) + lab_close(count) != 0 ||
      write(1, "ready\n", 6) != 6) {
    return 1;
  }
  while (read(0, &byte, 1) > 0) {
  }
  return words == 0;
}

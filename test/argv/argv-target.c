/* A process to look at: two threads that compute a little, make system calls and sleep. Says "up" once it runs. */
#include <fcntl.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

static volatile unsigned long sum;

static void *work(void *unused) {
  char bytes[256];
  const struct timespec pause = {0, 5000000};
  for (;;) {
    for (int i = 0; i < 200000; i++) sum += (unsigned long)i;
    int fd = open("/proc/self/stat", O_RDONLY);
    if (read(fd, bytes, sizeof bytes) < 0) return unused;
    close(fd);
    nanosleep(&pause, NULL);
  }
}

int main(void) {
  pthread_t second;
  if (write(1, "up\n", 3) != 3) return 1;
  if (pthread_create(&second, NULL, work, NULL)) return 1;
  work(NULL);
  return 1;
}

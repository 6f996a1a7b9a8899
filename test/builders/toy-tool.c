/* A tiny tool for the tests of agent/execution: its first argument names what it does. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void wait_forever(void) {
  for (;;) pause();
}

/* Every process of it forks without end, whatever the kernel answers. */
static void fork_without_end(void) {
  for (;;)
    if (fork() < 0) usleep(1000);
}

static void eat_memory(void) {
  for (;;) memset(malloc(1 << 20), 1, 1 << 20);
}

static void go_on(int signal_number) { (void)signal_number; }

static void daemonise(void) {
  if (fork() > 0) return;
  setsid();
  if (fork() > 0) _exit(0);
  signal(SIGTERM, SIG_IGN);
  wait_forever();
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (!strcmp(what, "version")) {
    puts("toy 1.2.3");
    return 0;
  }
  if (!strcmp(what, "exit")) {
    fprintf(stderr, "Leaving\x1b with %s\n", argv[2]);
    return atoi(argv[2]);
  }
  if (!strcmp(what, "tell-time")) {
    /* In microseconds, as the agent's own clock. */
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    printf("%lld\n", now.tv_sec * 1000000LL + now.tv_nsec / 1000);
    return 0;
  }
  if (!strcmp(what, "ignore-sigterm")) signal(SIGTERM, SIG_IGN);
  if (!strcmp(what, "miss-one-sigterm")) {
    struct sigaction once = {.sa_handler = go_on, .sa_flags = SA_RESETHAND};
    sigaction(SIGTERM, &once, NULL);
  }
  if (!strcmp(what, "daemonise")) {
    daemonise();
    return 0;
  }
  if (!strcmp(what, "daemonise-and-stay")) daemonise();
  if (!strcmp(what, "fork")) {
    for (int i = 0; i < 20; i++) daemonise();
    return 0;
  }
  if (!strcmp(what, "fork-until-refused")) {
    for (;;) {
      pid_t pid = fork();
      if (pid < 0) {
        perror("fork");
        return 3;
      }
      if (pid == 0) wait_forever();
    }
  }
  if (!strcmp(what, "fork-without-end")) fork_without_end();
  if (!strcmp(what, "hog")) eat_memory();
  if (!strcmp(what, "hog-in-child")) {
    if (fork() == 0) eat_memory();
    wait_forever();
  }
  if (!strcmp(what, "hold")) {
    size_t size = (size_t)atol(argv[2]) << 20;
    memset(malloc(size), 1, size);
    puts("held");
    fflush(stdout);
    wait_forever();
  }
  if (!strcmp(what, "spin")) {
    fork();
    for (;;)
      ;
  }
  if (!strcmp(what, "spin")) {
    for (volatile long turns = 0;; turns++) {}
  }
  if (!strcmp(what, "shout")) {
    static char line[65536];
    memset(line, 'x', sizeof line);
    for (int i = 0; i < 16000; i++)
      if (write(2, line, sizeof line) < 0) return 4;
    fputs("\nend of shouting\n", stderr);
    return 0;
  }
  if (!strcmp(what, "say")) {
    static char line[65536];
    memset(line, 'y', sizeof line);
    long left = atol(argv[2]);
    while (left > 0) {
      ssize_t n = write(1, line, left < (long)sizeof line ? left : (long)sizeof line);
      if (n < 0) return 4;
      left -= n;
    }
    return 0;
  }
  if (!strcmp(what, "write-file")) {
    int fd = open(argv[2], O_WRONLY | O_CREAT, 0600);
    char block[4096] = {0};
    for (;;) {
      if (write(fd, block, sizeof block) < 0) return 4;
      usleep(1000);
    }
  }
  if (!strcmp(what, "wait-for-child")) {
    signal(SIGTERM, SIG_IGN);
    pid_t pid = fork();
    if (pid == 0) {
      signal(SIGTERM, SIG_DFL);
      wait_forever();
    }
    waitpid(pid, NULL, 0);
    return 0;
  }
  if (!strcmp(what, "vfork")) {
    /* Takes no signal but SIGKILL until a byte comes; then goes on. */
    char byte;
    if (vfork() == 0) _exit(read(0, &byte, 1) != 1);
    puts("went on");
    fflush(stdout);
    wait_forever();
  }
  if (!strcmp(what, "show")) {
    for (char **each = environ; *each; each++) printf("%s\n", *each);
    char cwd[4096];
    printf("cwd %s\n", getcwd(cwd, sizeof cwd));
    for (int i = 2; i < argc; i++) printf("arg %s\n", argv[i]);
    for (int fd = 0; fd < 64; fd++)
      if (fcntl(fd, F_GETFD) != -1) printf("fd %d\n", fd);
    FILE *status = fopen("/proc/self/status", "r");
    char text[256];
    while (fgets(text, sizeof text, status))
      if (!strncmp(text, "CapEff", 6) || !strncmp(text, "NoNewPrivs", 10)) fputs(text, stdout);
    return 0;
  }
  wait_forever();
}

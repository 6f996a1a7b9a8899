/*
 * A tool that means harm. What it does is named by the directory that its executable lies in, so that it can be any
 * tool of the catalogue by its own name; asked for its version (by its only argument), it tells VERSION.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUTPUT "perf.data"

static void wait_forever(void) {
  for (;;) pause();
}

static void daemonise(void) {
  if (fork() > 0) return;
  setsid();
  if (fork() > 0) _exit(0);
  for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
  wait_forever();
}

static void shout(void) {
  static char line[65536];
  memset(line, 'x', sizeof line);
  for (long left = SHOUTED_BYTES; left > 0; left -= sizeof line)
    if (write(2, line, sizeof line) < 0) _exit(4);
}

static void write_until_refused(useconds_t pause_us) {
  static char block[65536];
  int fd = open(OUTPUT, O_WRONLY | O_CREAT, 0600);
  while (write(fd, block, sizeof block) > 0) usleep(pause_us);
  perror("write");
  _exit(4);
}

static void end_well(int number) {
  (void)number;
  _exit(0);
}

static void note_start(void) {
  char line[4200] = {0};
  int log = open(STARTS, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (getcwd(line, 4096) == NULL) _exit(5);
  strcat(line, "\n");
  if (write(log, line, strlen(line)) < 0) _exit(5);
  close(log);
}

int main(int argc, char **argv) {
  char path[4096] = {0};
  if (readlink("/proc/self/exe", path, sizeof path - 1) < 0) return 2;
  const char *what = basename(dirname(path));
  if (argc == 2 && argv[1][0] == '-') {
    puts(VERSION);
    return 0;
  }
  if (argc > 1 && !strcmp(argv[1], "script")) return 1;
  note_start();
  if (!strcmp(what, "stops-its-target"))
    for (int at = 1; at + 1 < argc; at++)
      if (!strcmp(argv[at], "-p")) kill(atoi(argv[at + 1]), SIGSTOP);
  if (!strcmp(what, "deaf")) {
    for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
    wait_forever();
  }
  if (!strcmp(what, "forks")) {
    for (int count = 0; count < 20; count++)
      if (fork() == 0) wait_forever();
    return 0;
  }
  if (!strcmp(what, "daemon")) {
    daemonise();
    return 0;
  }
  if (!strcmp(what, "daemon-and-stays")) daemonise();
  if (!strcmp(what, "shouts")) {
    shout();
    puts("done");
    return 0;
  }
  if (!strcmp(what, "symlink")) return symlink(SECRET, OUTPUT);
  if (!strcmp(what, "hard-link")) return link(SECRET, OUTPUT);
  if (!strcmp(what, "directory")) return mkdir(OUTPUT, 0700);
  if (!strcmp(what, "fifo")) return mkfifo(OUTPUT, 0600);
  if (!strcmp(what, "fills-the-disk")) write_until_refused(0);
  if (!strcmp(what, "writes-on")) write_until_refused(20000);
  signal(SIGINT, end_well);
  signal(SIGTERM, end_well);
  puts("well behaved");
  fflush(stdout);
  wait_forever();
}

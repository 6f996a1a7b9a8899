/* Does, in the directory that it is given, all that a tool should not do there, so that it can be seen whether it is seen. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void do_peers(void) {
  struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(9)};
  struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "/run/nobody"};
  inet_pton(AF_INET, "127.0.0.1", &in.sin_addr);
  int udp = socket(AF_INET, SOCK_DGRAM, 0), local = socket(AF_UNIX, SOCK_STREAM, 0);
  struct iovec bytes = {"x", 1};
  struct msghdr message = {.msg_name = &in, .msg_namelen = sizeof in, .msg_iov = &bytes, .msg_iovlen = 1};
  sendto(udp, "x", 1, 0, (struct sockaddr *)&in, sizeof in);
  sendmsg(udp, &message, 0);
  connect(udp, (struct sockaddr *)&in, sizeof in);
  connect(local, (struct sockaddr *)&un, sizeof un);
  bind(local, (struct sockaddr *)&un, sizeof un);
  unlink("/run/nobody");
}

static void do_files(void) {
  struct open_how how = {.flags = O_WRONLY | O_CREAT, .mode = 0600};
  close(open("plain", O_WRONLY | O_CREAT, 0600));
  close((int)syscall(SYS_openat2, AT_FDCWD, "how", &how, sizeof how));
  int here = open(".", O_RDONLY | O_DIRECTORY);
  close(openat(here, "at", O_RDWR | O_CREAT, 0600));
  close(open(".", O_TMPFILE | O_WRONLY, 0600));
  rename("plain", "renamed");
  renameat2(here, "renamed", here, "again", RENAME_NOREPLACE);
  link("again", "linked");
  symlink("/etc/passwd", "symlinked");
  unlink("linked");
  mkdir("made", 0700);
  rmdir("made");
  mkfifo("fifo", 0600);
  chmod("again", 0400);
  chown("again", 0, 0);
  truncate("again", 1);
  close(open("/etc/shadow", O_RDONLY));
  close(open("/etc/hostname", O_RDONLY));
}

int main(int argc, char **argv) {
  if (argc < 2 || chdir(argv[1])) return 1;
  int stranger = argc > 2 ? atoi(argv[2]) : 0;
  do_files();
  do_peers();
  if (stranger) kill(stranger, SIGUSR1);
  unshare(CLONE_FS);
  int io_uring = (int)syscall(SYS_io_uring_setup, 0, NULL);
  if (io_uring >= 0) return 2;
  pid_t child = fork();
  if (child == 0) {
    execl("/bin/true", "true", "with", "words", NULL);
    _exit(3);
  }
  waitpid(child, NULL, 0);
  /* Lives on, and does something when its parent is gone. */
  if (fork() > 0) return 0;
  usleep(200000);
  close(creat("late", 0600));
  for (;;) pause();
}

/*
 * Runs a program and writes down every system call of it and of whatever it starts that names a file, a peer or a
 * process:
 *
 *   watch-calls LOG FROM tool|children PROGRAM [ARGUMENT...]
 *
 * It begins with the execve of the path FROM. It sees calls by a seccomp filter that asks before each of them
 * (seccomp_unotify(2)), not by ptrace(2), so that a program under watch can itself trace others, and lets every call
 * go on. A line of LOG is: call, thread, number, directory, path, directory, path, remark, with tabs between, and bytes
 * outside of printable ASCII as \xNN. The remark is the arguments of an execve, and of a signal its number and whether
 * it is for a process that was started here ("own"). SIGTERM and SIGINT are handed to the program, or to what it
 * started, where there is something; SIGUSR1 kills them all. At the end nothing of it is left, and watch-calls ends as
 * the program did.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "watched-calls.h"

#if defined(__x86_64__)
#define OWN_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCH AUDIT_ARCH_AARCH64
#else
#error "Cannot watch calls on this architecture: its number is not known here"
#endif
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

static const int taken_signals[] = {SIGTERM, SIGINT, SIGUSR1, SIGCHLD};
static FILE *log_file;

static void fail(const char *what) {
  fprintf(stderr, "Cannot watch: %s: %s\n", what, strerror(errno));
  exit(125);
}

/* Whether the path of a call is `from`. */
static int is_exec_of(const struct seccomp_notif *asked, const char *from) {
  static char text[4097];
  if (asked->data.nr != __NR_execve) return 0;
  read_text((pid_t)asked->pid, asked->data.args[0], text);
  return !strcmp(text, from);
}

static const struct call *find_call(const struct seccomp_notif *asked) {
  for (int each = 0; each < CALLS; each++)
    if (asked->data.arch == OWN_ARCH && calls[each].number == asked->data.nr) return &calls[each];
  return NULL;
}

/* Answers one question of the kernel. */
static void answer(int listener, const char *from) {
  static int is_started;
  struct seccomp_notif asked = {0};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0) return;
  const struct call *call = find_call(&asked);
  if (!is_started) is_started = is_exec_of(&asked, from);
  if (is_started && call) write_call(log_file, &asked, call);
  else if (is_started) fprintf(log_file, "foreign\t%d\t%d\t\t\t\t\t\n", asked.pid, asked.data.nr);
  struct seccomp_notif_resp response = {.id = asked.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static int install_filter(void) {
  struct sock_filter filter[2 * CALLS + 8];
  unsigned short at = 0;
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
  filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCH, 1, 0);
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (int each = 0; each < CALLS; each++) {
    filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[each].number, 0, 1);
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
  }
#ifdef __x86_64__
  /* x32 has numbers of its own. */
  filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
#endif
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {at, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return -1;
  /* A signal waits for the answer, so that calls do not end with EINTR for being watched; before Linux 5.19 they do. */
  unsigned flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
  unsigned wait = SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
  int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | wait, &program);
  return listener >= 0 ? listener : (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

/* Starts the program under the filter; the listener is what it returns. */
static int start(char **program, pid_t *leader) {
  int told[2], go[2], number = -1;
  char byte;
  if (pipe2(told, O_CLOEXEC) || pipe2(go, O_CLOEXEC)) fail("pipe");
  *leader = fork();
  if (*leader == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    number = install_filter();
    if (write(told[1], &number, sizeof number) < 0 || number < 0 || read(go[0], &byte, 1) != 1) _exit(125);
    execv(program[0], program);
    _exit(127);
  }
  if (*leader < 0 || read(told[0], &number, sizeof number) != sizeof number || number < 0) fail("seccomp");
  int process = (int)syscall(SYS_pidfd_open, *leader, 0);
  int listener = (int)syscall(SYS_pidfd_getfd, process, number, 0);
  if (listener < 0) fail("pidfd_getfd");
  for (int fd = 3; fd < 1024; fd++)
    if (fd != listener && fd != fileno(log_file) && fd != go[1]) close(fd);
  if (write(go[1], "", 1) != 1) fail("go");
  close(go[1]);
  return listener;
}

/* Sends a signal to all that was started, but one; how many. watch-calls is the reaper of what loses its parent. */
static int signal_all(int signal, int except) {
  int count = 0;
  DIR *processes = opendir("/proc");
  for (struct dirent *each; processes && (each = readdir(processes));) {
    int pid = atoi(each->d_name);
    if (pid <= 0 || pid == getpid() || pid == except || !is_own(pid)) continue;
    count++;
    kill(pid, signal);
  }
  if (processes) closedir(processes);
  return count;
}

int main(int argc, char **argv) {
  enum { PATIENCE_MS = 1000 };
  sigset_t taken;
  pid_t leader;
  int status = 0, is_over = 0, is_killing = 0;
  if (argc < 5 || !(log_file = fopen(argv[1], "we"))) fail("usage");
  sigemptyset(&taken);
  for (size_t each = 0; each < sizeof taken_signals / sizeof taken_signals[0]; each++)
    sigaddset(&taken, taken_signals[each]);
  sigprocmask(SIG_BLOCK, &taken, NULL);
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  int is_for_children = !strcmp(argv[3], "children");
  int listener = start(argv + 4, &leader);
  int signals = signalfd(-1, &taken, SFD_CLOEXEC);
  for (;;) {
    struct pollfd waits[] = {{listener, POLLIN, 0}, {signals, POLLIN, 0}};
    int ready = poll(waits, 2, is_over || is_killing ? PATIENCE_MS : -1);
    if (waits[0].revents & POLLIN) answer(listener, argv[2]);
    else if (waits[0].revents) break;
    if (ready == 0 && is_over && !is_killing) {
      fprintf(log_file, "outlived\t%d\t0\t\t\t\t\t\n", leader);
      is_killing = 1;
    }
    if (waits[1].revents & POLLIN) {
      struct signalfd_siginfo signal;
      if (read(signals, &signal, sizeof signal) != sizeof signal) fail("signalfd");
      if (signal.ssi_signo == SIGUSR1) is_killing = 1;
      else if (signal.ssi_signo != SIGCHLD && !is_over) {
        int number = (int)signal.ssi_signo;
        if (!is_for_children || signal_all(number, leader) == 0) kill(leader, number);
      }
      int ended;
      for (pid_t pid; (pid = waitpid(-1, &ended, WNOHANG)) > 0;)
        if (pid == leader) {
          status = ended;
          is_over = 1;
        }
    }
    if (is_killing) signal_all(SIGKILL, 0);
  }
  while (waitpid(leader, &status, 0) == leader) continue;
  fputs("end\t0\t0\t\t\t\t\t\n", log_file);
  if (fclose(log_file)) fail("log");
  if (!WIFSIGNALED(status)) return WEXITSTATUS(status);
  sigprocmask(SIG_UNBLOCK, &taken, NULL);
  signal(WTERMSIG(status), SIG_DFL);
  raise(WTERMSIG(status));
  return 126;
}

/* What watch-calls looks at. */
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/types.h>

#ifndef __NR_fchmodat2
#define __NR_fchmodat2 452
#endif

enum { NONE = -1, CWD = -2 };
enum sort { PATHS, EXEC, HOW, PEER, MESSAGE, SIGNAL };

/* Which arguments of a call are what: a directory and a path, twice, and a number, such as flags or a signal. */
struct call {
  int number;
  const char *name;
  enum sort sort;
  int directory, path, directory2, path2, value;
};

#define CALL(name) __NR_##name, #name
static const struct call calls[] = {
    {CALL(execve), EXEC, CWD, 0, NONE, NONE, 1},
    {CALL(execveat), EXEC, 0, 1, NONE, NONE, 2},
    {CALL(openat), PATHS, 0, 1, NONE, NONE, 2},
    {CALL(openat2), HOW, 0, 1, NONE, NONE, 2},
    {CALL(renameat2), PATHS, 0, 1, 2, 3, 4},
    {CALL(linkat), PATHS, 0, 1, 2, 3, 4},
    {CALL(symlinkat), PATHS, 1, 2, NONE, NONE, NONE},
    {CALL(unlinkat), PATHS, 0, 1, NONE, NONE, 2},
    {CALL(mkdirat), PATHS, 0, 1, NONE, NONE, 2},
    {CALL(mknodat), PATHS, 0, 1, NONE, NONE, 2},
    {CALL(fchmodat), PATHS, 0, 1, NONE, NONE, 2},
    {CALL(fchmodat2), PATHS, 0, 1, NONE, NONE, 2},
    {CALL(fchownat), PATHS, 0, 1, NONE, NONE, 4},
    {CALL(utimensat), PATHS, 0, 1, NONE, NONE, 3},
    {CALL(truncate), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(setxattr), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(lsetxattr), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(removexattr), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(chroot), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(mount), PATHS, CWD, 1, NONE, NONE, 3},
    {CALL(umount2), PATHS, CWD, 0, NONE, NONE, 1},
    {CALL(pivot_root), PATHS, CWD, 0, CWD, 1, NONE},
    {CALL(swapon), PATHS, CWD, 0, NONE, NONE, 1},
    {CALL(acct), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(setns), PATHS, 0, NONE, NONE, NONE, 1},
    {CALL(unshare), PATHS, NONE, NONE, NONE, NONE, 0},
    {CALL(kill), SIGNAL, NONE, 0, NONE, NONE, 1},
    {CALL(tkill), SIGNAL, NONE, 0, NONE, NONE, 1},
    {CALL(tgkill), SIGNAL, NONE, 0, NONE, NONE, 2},
    {CALL(pidfd_send_signal), PATHS, NONE, NONE, NONE, NONE, 1},
    {CALL(init_module), PATHS, NONE, NONE, NONE, NONE, 1},
    {CALL(finit_module), PATHS, 0, NONE, NONE, NONE, 2},
    {CALL(delete_module), PATHS, NONE, 0, NONE, NONE, 1},
    {CALL(reboot), PATHS, NONE, NONE, NONE, NONE, 2},
    {CALL(sethostname), PATHS, NONE, 0, NONE, NONE, 1},
    {CALL(io_uring_setup), PATHS, NONE, NONE, NONE, NONE, 0},
    {CALL(connect), PEER, NONE, 1, NONE, NONE, 2},
    {CALL(bind), PEER, NONE, 1, NONE, NONE, 2},
    {CALL(sendto), PEER, NONE, 4, NONE, NONE, 5},
    {CALL(sendmsg), MESSAGE, NONE, 1, NONE, NONE, NONE},
#ifdef __NR_open
    {CALL(open), PATHS, CWD, 0, NONE, NONE, 1},
    {CALL(creat), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(rename), PATHS, CWD, 0, CWD, 1, NONE},
    {CALL(renameat), PATHS, 0, 1, 2, 3, NONE},
    {CALL(link), PATHS, CWD, 0, CWD, 1, NONE},
    {CALL(symlink), PATHS, CWD, 1, NONE, NONE, NONE},
    {CALL(unlink), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(rmdir), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(mkdir), PATHS, CWD, 0, NONE, NONE, 1},
    {CALL(mknod), PATHS, CWD, 0, NONE, NONE, 1},
    {CALL(chmod), PATHS, CWD, 0, NONE, NONE, 1},
    {CALL(chown), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(lchown), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(utime), PATHS, CWD, 0, NONE, NONE, NONE},
    {CALL(utimes), PATHS, CWD, 0, NONE, NONE, NONE},
#endif
};
enum { CALLS = sizeof calls / sizeof calls[0] };


/* Writes one line. */
void write_call(FILE *log_file, const struct seccomp_notif *asked, const struct call *call);
/* Bytes of another process, up to `size` or the first page that is not there. */
size_t read_memory(pid_t pid, unsigned long address, void *to, size_t size);
/* A text of another process, at most 4,096 bytes of it. */
void read_text(pid_t pid, unsigned long address, char *text);
/* Whether a process, or a thread of it, has watch-calls among its parents. */
int is_own(int pid);

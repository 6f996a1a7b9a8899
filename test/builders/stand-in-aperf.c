/*
 * Does what `aperf record` does to signals, files and processes, as its documentation and its source say: dies of a
 * signal until it collects, and leaves its perf and that one's sleep behind; then one signal ends the collection, and
 * further ones do nothing; the metadata come last, then the archive under its final name. MOODS is a folder of files
 * whose names make it behave worse.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *run_name, *period = "10", *temporary = "/tmp";
static int interval = 1, has_profile;
static pid_t perf;

static int is_in_mood(const char *mood) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", MOODS, mood);
  return access(path, F_OK) == 0;
}

static void say(const char *level, const char *text) {
  printf("[2026-01-01T00:00:00Z %s  aperf::record] %s\n", level, text);
  fflush(stdout);
}

static void nap(long milliseconds) {
  struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&left, &left) == -1 && errno == EINTR);
}

static void append(const char *name, const void *bytes, size_t size) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", run_name, name);
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (fd < 0 || write(fd, bytes, size) != (ssize_t)size) exit(1);
  close(fd);
}

static int run(char *const *argv) {
  pid_t pid = fork();
  if (pid == 0) {
    execvp(argv[0], argv);
    _exit(127);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static volatile sig_atomic_t is_told;

static void note(int signal) { is_told = signal; }

/* What perf does for it: a file that grows, and a workload that ends with the period. */
static void start_perf(void) {
  perf = fork();
  if (perf != 0) return;
  prctl(PR_SET_NAME, "perf");
  pid_t workload = fork();
  if (workload == 0) {
    execlp("sleep", "sleep", period, NULL);
    _exit(127);
  }
  signal(SIGINT, note);
  signal(SIGTERM, note);
  static char samples[16384];
  while (!is_told && waitpid(workload, NULL, WNOHANG) == 0) {
    append("raw_perf_cpu_profile", samples, sizeof samples);
    nap(20);
  }
  kill(workload, SIGTERM);
  _exit(0);
}

static void prepare(void) {
  append("cpu_utilization.bin", "", 0);
  append("vmstat.bin", "", 0);
  nap(300);
  if (has_profile) start_perf();
  nap(300);
  append("sysctl.bin", "static", 6);
}

/* Reads every interval until the period is over or one signal came; says which. */
static const char *collect(const sigset_t *signals) {
  static char reading[4096] = "reading";
  for (long left = atol(period); left > 0; left -= interval) {
    append("cpu_utilization.bin", reading, sizeof reading);
    append("vmstat.bin", reading, sizeof reading);
    struct timespec wait = {interval, 0};
    int got = sigtimedwait(signals, NULL, &wait);
    if (got < 0) continue;
    say("INFO", got == SIGINT ? "Caught SIGINT. Exiting..." : "Caught SIGTERM. Exiting...");
    return got == SIGINT ? "SIGINT" : "SIGTERM";
  }
  return "";
}

/* Text of nine times the samples, for a while. */
static void write_text(void) {
  char path[4096];
  struct stat profile;
  snprintf(path, sizeof path, "%s/raw_perf_cpu_profile", run_name);
  if (stat(path, &profile) != 0) return;
  static char text[65536];
  for (long left = profile.st_size * 9; left > 0; left -= sizeof text) append("script.out", text, sizeof text);
  snprintf(path, sizeof path, "%s/script.out", run_name);
  unlink(path);
  append("flamegraph.svg", "<svg></svg>\n", 12);
}

static void finish(const char *end_signal) {
  if (has_profile) {
    kill(perf, !strcmp(end_signal, "SIGINT") ? SIGINT : SIGTERM);
    waitpid(perf, NULL, 0);
    write_text();
  }
  if (is_in_mood("starved") && fork() == 0) {
    for (;;) memset(malloc(1 << 20), 1, 1 << 20);
  }
  while (is_in_mood("starved") && wait(NULL) > 0);
  nap(300);
  while (is_in_mood("hangs")) nap(100);
  append("aperf_runlog", "log\n", 4);
  char metadata[256];
  int length = snprintf(metadata, sizeof metadata, "{\"run_name\":\"%s\",\"end_signal\":\"%s\"}", run_name, end_signal);
  append("metadata.json", metadata, length);
}

static void read_options(int count, char **args) {
  for (int at = 2; at < count; at++) {
    const char *value = at + 1 < count ? args[at + 1] : "";
    if (!strcmp(args[at], "--profile")) {
      has_profile = 1;
      continue;
    }
    if (!strcmp(args[at], "-r")) run_name = value;
    else if (!strcmp(args[at], "-i")) interval = atoi(value);
    else if (!strcmp(args[at], "-p")) period = value;
    else if (!strcmp(args[at], "-t")) temporary = value;
    else if (strcmp(args[at], "-F")) exit(2);
    at++;
  }
}

int main(int count, char **args) {
  if (count > 1 && !strcmp(args[1], "--version")) {
    puts("aperf 1.3.0 (stand-in)");
    return 0;
  }
  if (count < 2 || strcmp(args[1], "record")) return 2;
  read_options(count, args);
  char own[4096];
  snprintf(own, sizeof own, "%s/aperf-tmp-XXXXXX", temporary);
  if (run_name == NULL || mkdtemp(own) == NULL) return 1;
  if (interval >= atoi(period)) {
    say("ERROR", "The period has to be longer than the interval.");
    fputs("Error: Cannot start recording with the given parameters.\n", stderr);
    return 1;
  }
  if (mkdir(run_name, 0755) != 0) return 101;
  say("INFO", "Starting Data collection...");
  say("INFO", "Preparing data collectors...");
  prepare();
  if (!is_in_mood("silent")) say("INFO", "Collecting data...");
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  const char *end_signal = collect(&signals);
  say("INFO", "Finishing data collection...");
  finish(end_signal);
  say("INFO", "Creating run data archive...");
  char archive[4096];
  snprintf(archive, sizeof archive, "%s.tar.gz", run_name);
  if (run((char *[]){"tar", "-czf", archive, (char *)run_name, NULL}) != 0) return 1;
  return run((char *[]){"rm", "-rf", own, NULL});
}

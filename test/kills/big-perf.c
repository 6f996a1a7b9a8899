/*
 * A perf whose recording is a whole perf.data of BYTES bytes that no compression makes smaller. It writes it at once,
 * waits for its stop signal and ends well; perf script of it fails, which loses that file alone.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void put(unsigned char *at, uint64_t value) {
  for (int byte = 0; byte < 8; byte++) at[byte] = (unsigned char)(value >> (8 * byte));
}

static int record(const char *path) {
  const uint64_t data = BYTES - 120;
  unsigned char header[120] = "PERFILE2";
  put(header + 8, 104);
  put(header + 16, 16);
  put(header + 24, 104);
  put(header + 32, 16);
  put(header + 40, 120);
  put(header + 48, data);
  FILE *file = fopen(path, "w");
  if (file == NULL || fwrite(header, 1, sizeof header, file) != sizeof header) return 3;
  static uint64_t block[1 << 13];
  uint64_t state = 0x9e3779b97f4a7c15u ^ (uint64_t)getpid();
  for (uint64_t left = data; left > 0;) {
    for (size_t at = 0; at < sizeof block / sizeof *block; at++) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      block[at] = state;
    }
    size_t now = left < sizeof block ? (size_t)left : sizeof block;
    if (fwrite(block, 1, now, file) != now) return 3;
    left -= now;
  }
  return fclose(file) == 0 ? 0 : 3;
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "--version")) {
    puts("perf version 6.1.0");
    return 0;
  }
  if (argc < 2 || strcmp(argv[1], "record")) return 1;
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigprocmask(SIG_BLOCK, &stop, NULL);
  const char *path = "perf.data";
  for (int at = 2; at + 1 < argc; at++)
    if (!strcmp(argv[at], "-o")) path = argv[at + 1];
  if (record(path) != 0) return 3;
  int signal;
  return sigwait(&stop, &signal);
}

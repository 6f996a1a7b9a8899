/* The lines of watch-calls' log. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "watched-calls.h"

static FILE *log_file;

size_t read_memory(pid_t pid, unsigned long address, void *to, size_t size) {
  size_t done = 0;
  while (done < size) {
    size_t piece = 4096 - ((address + done) & 4095);
    if (piece > size - done) piece = size - done;
    struct iovec here = {(char *)to + done, piece}, there = {(void *)(address + done), piece};
    ssize_t got = process_vm_readv(pid, &here, 1, &there, 1, 0);
    if (got <= 0) break;
    done += (size_t)got;
    if (memchr((char *)to + done - got, 0, (size_t)got) && size == 4096) break;
  }
  return done;
}

static void write_text(const char *text) {
  fputc('\t', log_file);
  for (; *text; text++) {
    unsigned char byte = (unsigned char)*text;
    if (byte < 0x20 || byte > 0x7e || byte == '\\') fprintf(log_file, "\\x%02x", byte);
    else fputc(byte, log_file);
  }
}

void read_text(pid_t pid, unsigned long address, char *text) {
  text[read_memory(pid, address, text, 4096)] = 0;
}

static void write_directory(pid_t pid, int index, const __u64 *args) {
  char link[64], place[4097] = "";
  int fd = index >= 0 ? (int)args[index] : AT_FDCWD;
  if (index == NONE) return write_text("");
  if (fd == AT_FDCWD) snprintf(link, sizeof link, "/proc/%d/cwd", pid);
  else snprintf(link, sizeof link, "/proc/%d/fd/%d", pid, fd);
  ssize_t length = readlink(link, place, 4096);
  place[length < 0 ? 0 : length] = 0;
  write_text(place);
}

static void write_peer(pid_t pid, unsigned long address, size_t size) {
  struct sockaddr_storage peer = {0};
  char text[256] = "", name[INET6_ADDRSTRLEN] = "";
  if (address && size <= sizeof peer) read_memory(pid, address, &peer, size);
  if (!address) snprintf(text, sizeof text, "none");
  else if (peer.ss_family == AF_UNIX) {
    const char *path = ((struct sockaddr_un *)&peer)->sun_path;
    snprintf(text, sizeof text, "unix:%s%s", *path ? "" : "@", *path ? path : path + 1);
  } else if (peer.ss_family == AF_INET) {
    struct sockaddr_in *in = (struct sockaddr_in *)&peer;
    inet_ntop(AF_INET, &in->sin_addr, name, sizeof name);
    snprintf(text, sizeof text, "inet:%s:%d", name, ntohs(in->sin_port));
  } else if (peer.ss_family == AF_INET6) {
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&peer;
    inet_ntop(AF_INET6, &in6->sin6_addr, name, sizeof name);
    snprintf(text, sizeof text, "inet6:%s:%d", name, ntohs(in6->sin6_port));
  } else snprintf(text, sizeof text, "family:%d", peer.ss_family);
  write_text("");
  write_text(text);
  write_text("");
  write_text("");
}

int is_own(int pid) {
  char path[64], line[256];
  while (pid > 1 && pid != getpid()) {
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *status = fopen(path, "re");
    pid = 0;
    while (status && fgets(line, sizeof line, status))
      if (sscanf(line, "PPid: %d", &pid) == 1) break;
    if (status) fclose(status);
  }
  return pid == getpid();
}

/* The words of an argument list, with blanks between. */
static void write_words(pid_t pid, unsigned long list) {
  static char words[8192], word[4097];
  unsigned long address;
  words[0] = 0;
  for (; read_memory(pid, list, &address, sizeof address) == sizeof address && address; list += sizeof address) {
    read_text(pid, address, word);
    if (strlen(words) + strlen(word) + 2 > sizeof words) break;
    if (words[0]) strcat(words, " ");
    strcat(words, word);
  }
  write_text(words);
}

void write_call(FILE *to, const struct seccomp_notif *asked, const struct call *call) {
  static char text[4097];
  log_file = to;
  const __u64 *args = asked->data.args;
  pid_t pid = (pid_t)asked->pid;
  unsigned long value = call->value >= 0 ? args[call->value] : 0;
  if (call->sort == HOW) read_memory(pid, value, &value, sizeof value);
  long number = call->sort == SIGNAL ? (int)args[call->path] : call->sort == EXEC ? 0 : (long)value;
  fprintf(log_file, "%s\t%d\t%ld", call->name, pid, number);
  if (call->sort == PEER) write_peer(pid, args[call->path], value);
  else if (call->sort == MESSAGE) {
    struct msghdr message = {0};
    read_memory(pid, args[call->path], &message, sizeof message);
    write_peer(pid, (unsigned long)message.msg_name, message.msg_namelen);
  } else
    for (int each = 0; each < 2; each++) {
      int path = each ? call->path2 : call->path;
      write_directory(pid, each ? call->directory2 : call->directory, args);
      text[0] = 0;
      if (path >= 0 && args[path] && call->sort != SIGNAL) read_text(pid, args[path], text);
      write_text(text);
    }
  snprintf(text, sizeof text, "%ld%s", (long)value, call->sort == SIGNAL && is_own((int)number) ? " own" : "");
  if (call->sort == EXEC) write_words(pid, value);
  else write_text(call->sort == SIGNAL ? text : "");
  fputc('\n', log_file);
}

/*
 * A tool that tells its version and otherwise only writes down what it was asked to do, and then ends or, where WAITS
 * is defined, waits for a signal.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[argc - 1], VERSION_ARGUMENT)) {
    puts(VERSION);
    return 0;
  }
  FILE *log = fopen(LOG, "a");
  if (log == NULL) return 3;
  fputs(NAME, log);
  for (int at = 1; at < argc; at++) fprintf(log, "\t%s", argv[at]);
  fputc('\n', log);
  if (fclose(log) != 0) return 3;
#ifdef WAITS
  /* Neither where it is only asked whether a line is right nor as the follow-up of another run. */
  while (argc < 2 || (strcmp(argv[1], "-d") && strcmp(argv[1], "script"))) pause();
#endif
  return 0;
}

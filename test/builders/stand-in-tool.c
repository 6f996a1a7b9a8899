/* A tool that tells its version and otherwise only writes down what it was asked to do. */
#include <stdio.h>
#include <string.h>

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
  return fclose(log) == 0 ? 0 : 3;
}

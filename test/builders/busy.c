/* Keeps one CPU busy in a function whose name, BUSY, a profile shows. */
static volatile unsigned long sum;

__attribute__((noinline)) void BUSY(void) {
  for (unsigned long i = 0; i < 1000000; i++) sum += i;
}

int main(void) {
  for (;;) BUSY();
}

/* Busy for ever, in two functions that no other program has; ends by any signal. */
static volatile unsigned long total;

void toeE2eSpinTaxes(unsigned long order) {
  for (unsigned long item = 0; item < 100000; item++) total += order * item;
}

void toeE2eSpinOrders(void) {
  for (unsigned long order = 0; order < 100; order++) toeE2eSpinTaxes(order);
}

int main(void) {
  for (;;) toeE2eSpinOrders();
}

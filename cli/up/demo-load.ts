/**
 * The load of the demo: a small shop that is busy with its orders. Its functions have names of their own, so that a
 * person finds them in the flame graph. Ends when standard input does.
 */

import { rmSync } from 'node:fs';

interface Order {
  readonly id: number;
  readonly customer: string;
  readonly prices: readonly number[];
}

let isOpen = true;
process.stdin.on('end', () => {
  isOpen = false;
});
process.stdin.resume();
// Whoever started us removes it too, unless it was killed.
process.on('exit', () => rmSync(`/tmp/perf-${process.pid}.map`, { force: true }));

function toeDemoWriteOrders(count: number): string {
  const orders: Order[] = [];
  for (let id = 0; id < count; id += 1) {
    orders.push({
      id: (id * 7919) % count,
      customer: `customer-${id % 97}`,
      prices: [id % 13, id % 17, id % 19],
    });
  }
  return JSON.stringify(orders);
}

function toeDemoParseOrders(text: string): Order[] {
  return JSON.parse(text) as Order[];
}

function toeDemoComputeTax(price: number): number {
  let tax = price;
  for (let round = 0; round < 200; round += 1) tax = Math.sqrt(tax * tax + round) % 1000;
  return tax;
}

function toeDemoPriceOrders(orders: readonly Order[]): number {
  let total = 0;
  for (const order of orders) for (const price of order.prices) total += price + toeDemoComputeTax(price);
  return total;
}

function toeDemoSortOrders(orders: Order[]): Order[] {
  return orders.sort((a, b) => a.customer.localeCompare(b.customer) || a.id - b.id);
}

function toeDemoServeRequests(): void {
  const text = toeDemoWriteOrders(400);
  const orders = toeDemoParseOrders(text);
  toeDemoPriceOrders(orders);
  toeDemoSortOrders(orders);
  if (isOpen) setImmediate(toeDemoServeRequests);
}

process.stdout.write(`${JSON.stringify({ event: 'ready' })}\n`);
toeDemoServeRequests();

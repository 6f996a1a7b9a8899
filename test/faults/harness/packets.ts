import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const datagram = Buffer.alloc(32 * 1024, 'toe');
const everyMs = 50;

/** Sends some 1.3 MB a second over the loopback until it is disposed of, so that a capture of packets has them. */
export async function startPackets(): Promise<{ readonly port: number } & AsyncDisposable> {
  const receiver = createSocket('udp4');
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address();
  const sender = createSocket('udp4');
  const timer = setInterval(() => {
    for (let count = 0; count < 2; count += 1) sender.send(datagram, port, '127.0.0.1');
  }, everyMs);
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      sender.close();
      receiver.close();
      await Promise.all([once(sender, 'close'), once(receiver, 'close')]);
    },
  };
}

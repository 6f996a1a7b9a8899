import { TcpProxy } from '../faults/harness/tcp-proxy.ts';

/** Stands before a port of the loopback, so many milliseconds away each way; prints its port, ends with its stdin. */
const [port = '', onewayMs = '0'] = process.argv.slice(2);
const proxy = await TcpProxy.start(`127.0.0.1:${port}`);
proxy.latencyMs = Number(onewayMs);
process.stdout.write(`${proxy.address.slice(proxy.address.lastIndexOf(':') + 1)}\n`);
process.stdin.resume().on('end', () => process.exit(0));

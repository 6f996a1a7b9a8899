import { execFileSync } from 'node:child_process';
import { readlink } from 'node:fs/promises';
import { findProcesses } from './toy-tool.ts';

const port = 9;

/** Sends a datagram with this text to `lo` of the network that the process is in. */
export function sendPacket(pid: number | 'self', text: string): void {
  const script = `printf %s "$1" >/dev/udp/127.0.0.1/${port}`;
  execFileSync('/usr/bin/nsenter', [`--net=/proc/${pid}/ns/net`, '--', 'bash', '-c', script, 'bash', text]);
}

/** What tcpdump makes of a file of packets. */
export function readPackets(file: Buffer): string {
  return execFileSync('/usr/bin/tcpdump', ['-r', '-', '-n', '-A'], {
    input: file,
    encoding: 'latin1',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** Pids of the tcpdumps that look at the network of the process. */
export async function findTcpdumps(pid: number): Promise<readonly string[]> {
  const network = await readlink(`/proc/${pid}/ns/net`);
  const found: string[] = [];
  for (const each of await findProcesses('/usr/bin/tcpdump'))
    if ((await readlink(`/proc/${each}/ns/net`).catch(() => '')) === network) found.push(each);
  return found;
}

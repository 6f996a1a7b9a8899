import { readFile } from 'node:fs/promises';

/** Names of the node's network devices and `any`, as process 1 sees them; empty where that cannot be read. */
export async function readNetDevices(): Promise<ReadonlySet<string>> {
  try {
    return parseNetDevices(await readFile('/proc/1/net/dev', 'utf8'));
  } catch {
    return new Set();
  }
}

export function parseNetDevices(text: string): ReadonlySet<string> {
  const names = [...text.matchAll(/^\s*([^\s|:]+):/gm)].map(([, name = '']) => name);
  return new Set([...names, 'any']);
}

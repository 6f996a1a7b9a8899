import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** A network namespace held open: it stays the same one, whatever becomes of its processes. */
export interface Network {
  /** The same for the same namespace, and for no other while it is held. */
  readonly id: string;
  /** A tool enters by it. */
  readonly fd: FileHandle;
  close(): Promise<void>;
}

/** Opens the one that the process is in now; throws where that cannot be done. */
export async function openNetwork(pid: number, proc = '/proc'): Promise<Network> {
  const fd = await open(toPath(pid, proc), constants.O_RDONLY);
  try {
    return { id: toId(await fd.stat({ bigint: true })), fd, close: () => fd.close() };
  } catch (error) {
    await fd.close();
    throw error;
  }
}

/** Which one the process is in now; throws where that cannot be told. */
export async function readNetworkId(pid: number, proc = '/proc'): Promise<string> {
  return toId(await stat(toPath(pid, proc), { bigint: true }));
}

/**
 * Whether the process is in the network of the node, which is that of process 1; throws where that cannot be told. No
 * right over process 1 is needed, which not even root has everywhere: a file of `/proc/<pid>/net` is made once for each
 * namespace.
 */
export async function isInNodeNetwork(pid: number | 'self', proc = '/proc'): Promise<boolean> {
  const [own, first] = await Promise.all(
    [pid, 1].map((each) => stat(`${proc}/${each}/net/dev`, { bigint: true })),
  );
  return own !== undefined && first !== undefined && toId(own) === toId(first);
}

function toPath(pid: number, proc: string): string {
  return `${proc}/${pid}/ns/net`;
}

/** Device and inode of its file tell a namespace from others; namespaces(7). */
function toId({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}

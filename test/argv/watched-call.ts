import { resolve } from 'node:path';

/** One system call that names a file, a peer or a process, as `watch-calls.c` writes it down. */
export interface WatchedCall {
  readonly name: string;
  readonly thread: number;
  /** Flags, a signal, a pid: whatever number the call is about. */
  readonly value: number;
  /** Absolute, and without `.` and `..`; links are not resolved. */
  readonly paths: readonly string[];
  /** As `unix:/run/x`, `inet:127.0.0.1:53` or `family:16`; empty where the call is about none. */
  readonly peer: string;
  /** Words of an execution; number of a signal, with `own` where it is for what the tool started. */
  readonly remark: string;
}

const peerCalls: ReadonlySet<string> = new Set(['connect', 'bind', 'sendto', 'sendmsg']);

/** Reads a log. Throws where its end is missing: calls may be too, then. */
export function parseCalls(log: string): readonly WatchedCall[] {
  const calls = log
    .split('\n')
    .filter((line) => line !== '')
    .map(parseCall);
  if (calls.at(-1)?.name !== 'end') throw new Error('Cannot judge the calls of a tool: their log has no end');
  return calls.slice(0, -1);
}

function parseCall(line: string): WatchedCall {
  const [name = '', thread, value, ...rest] = line.split('\t');
  if (rest.length !== 5) throw new Error(`Cannot read the log of calls: "${line}" is no line of it`);
  const [directory = '', path = '', directory2 = '', path2 = '', remark = ''] = rest.map(toPlain);
  const numbers = { name, thread: Number(thread), value: Number(value), remark };
  if (peerCalls.has(name)) return { ...numbers, paths: [], peer: path };
  const paths = [toPath(directory, path), toPath(directory2, path2)].filter((each) => each !== '');
  return { ...numbers, paths, peer: '' };
}

function toPath(directory: string, path: string): string {
  if (directory === '' && path === '') return '';
  // A descriptor that is no file: `mnt:[4026531841]`.
  return path === '' && !directory.startsWith('/') ? directory : resolve(directory, path);
}

function toPlain(text: string): string {
  return text.replaceAll(/\\x([0-9a-f]{2})/g, (_whole, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

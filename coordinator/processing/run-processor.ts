import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export interface ProcessorLimits {
  readonly memoryBytes: number;
  readonly timeoutMs: number;
}

/** How a worker ended. Whatever the kind, no process is left. */
export type ProcessorEnding =
  | { readonly kind: 'answered'; readonly stdout: string }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'outOfMemory' }
  | { readonly kind: 'died'; readonly description: string };

export interface ProcessorFiles {
  readonly read: readonly string[];
  readonly writeDirectory: string;
}

const watchIntervalMs = 100;
const root = fileURLToPath(new URL('../../', import.meta.url));
const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/**
 * Runs a worker on one request in a process with an empty environment, that may read only this program and the
 * given files, write only below one directory, and neither start processes nor use the network (Node's permission
 * model). It is killed at the timeout, on abort, and when its resident memory passes the limit; its heap ends at
 * three quarters of that.
 */
export async function runProcessor(
  request: string,
  files: ProcessorFiles,
  limits: ProcessorLimits,
  signal: AbortSignal,
): Promise<ProcessorEnding> {
  const heapMiB = Math.max(16, Math.floor((limits.memoryBytes * 0.75) / 1_048_576));
  const memory = new AbortController();
  const options = [
    `--max-old-space-size=${heapMiB}`,
    '--permission',
    ...[root, ...files.read].map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-read=${files.writeDirectory}`,
    `--allow-fs-write=${files.writeDirectory}`,
  ];
  const child = execa(process.execPath, [...options, worker], {
    cwd: files.writeDirectory,
    env: {},
    extendEnv: false,
    input: request,
    reject: false,
    timeout: limits.timeoutMs,
    cancelSignal: AbortSignal.any([signal, memory.signal]),
    killSignal: 'SIGKILL',
    maxBuffer: 1_048_576,
  });
  const watch = setInterval(() => {
    void readResidentBytes(child.pid).then((bytes) => {
      if (bytes > limits.memoryBytes) memory.abort();
    });
  }, watchIntervalMs);
  const ended = await child.finally(() => clearInterval(watch));
  if (signal.aborted) return { kind: 'aborted' };
  if (ended.timedOut) return { kind: 'timedOut' };
  if (memory.signal.aborted || /heap out of memory|Array buffer allocation failed/.test(ended.stderr))
    return { kind: 'outOfMemory' };
  if (ended.failed) return { kind: 'died', description: describeDeath(ended) };
  return { kind: 'answered', stdout: ended.stdout };
}

/** VmRSS of /proc/<pid>/status, proc(5); 0 when the process is gone or there is no such file. */
async function readResidentBytes(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+([0-9]+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
}

function describeDeath(ended: {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly stderr: string;
}): string {
  const how = ended.signal === undefined ? `exit code ${ended.exitCode ?? 'unknown'}` : ended.signal;
  const lastWords = ended.stderr.trim().slice(-500);
  return lastWords === '' ? how : `${how}, ${lastWords}`;
}

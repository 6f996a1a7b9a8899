import { startBlocked } from './blocked-tool.ts';
import { orAborted } from './first-of.ts';
import { toPrintable } from './keep-tail.ts';
import type { PinnedBinary } from './pin-binary.ts';

const limitMs = 5_000;
const longestVersion = 200;
const drainMs = 500;

export type VersionResult =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * What the executable calls its version: the first line that it prints for these arguments, at most 200 characters.
 * It runs without any capability, outside a run's cgroup, in `directory`, and is killed after 5 s.
 */
export async function readVersion(
  binary: PinnedBinary,
  args: readonly string[],
  directory: string,
  signal: AbortSignal,
): Promise<VersionResult> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const started = await startBlocked(
    { binary, args, directory, environment: {}, capabilities: [], joinFiles: [], fileSizeBytes: 1 },
    limit,
  );
  if (started.kind === 'failed') return started;
  const { tool } = started;
  tool.release();
  const exit = await orAborted(tool.exit, limit);
  tool.kill('SIGKILL');
  await tool.exit;
  await tool.close(drainMs);
  const [line = ''] = toPrintable(tool.readOutput()).split('\n');
  if (exit === undefined) return failed(binary, args, `it was still running after ${limitMs / 1_000} s`);
  if (exit.exitCode !== 0 || exit.signal !== '')
    return failed(binary, args, `it ended with ${exit.signal || exit.exitCode}: ${tool.readDiagnostics()}`);
  if (line === '') return failed(binary, args, 'it printed nothing');
  return { kind: 'version', version: line.slice(0, longestVersion) };
}

function failed(binary: PinnedBinary, args: readonly string[], why: string): VersionResult {
  return {
    kind: 'failed',
    message: `Cannot read the version with "${binary.path} ${args.join(' ')}": ${why}`,
  };
}

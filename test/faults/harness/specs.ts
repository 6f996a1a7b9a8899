import type { JsonObject } from '../../../shared/rpc/struct.ts';

export interface SpecOptions {
  readonly nodes: readonly string[];
  /** Whole seconds, 5 at least. */
  readonly durationSeconds?: number;
  /** Arguments of `perf record`. */
  readonly args?: readonly string[];
  readonly leadTime?: string;
  /** Off where an upload is to be met in its middle: so many bytes are needed. */
  readonly compression?: 'none';
  readonly maxUploadRate?: string;
  /** None unless told otherwise, so that what a fault did is not mended by a further attempt. */
  readonly retries?: number;
}

/** The spec of a capture with the real perf; the shortest that is allowed unless told otherwise. */
export function makePerfSpec(options: SpecOptions): JsonObject {
  const args = options.args ?? ['-F', '99', '-a', '-g'];
  return makeSpec('perf', ['record', '-e', 'cpu-clock', ...args], options);
}

/** The spec of a capture with a tool that prints a line a second and sleeps otherwise. */
export function makeVmstatSpec(options: SpecOptions): JsonObject {
  return makeSpec('vmstat', ['-n', '1', String(options.durationSeconds ?? 5)], options);
}

/** The spec of a capture with the tool that is built into the agent. */
export function makeSnapshotSpec(options: SpecOptions): JsonObject {
  return makeSpec('node-snapshot', [], options);
}

function makeSpec(name: string, args: readonly string[], options: SpecOptions): JsonObject {
  const { compression, maxUploadRate } = options;
  return {
    tool: { name, args, duration: `${options.durationSeconds ?? 5}s` },
    targets: { nodeNames: options.nodes },
    start: { leadTime: options.leadTime ?? '300ms' },
    output: { ...(compression && { compression }), ...(maxUploadRate && { maxUploadRate }) },
    failurePolicy: { retries: options.retries ?? 0 },
  };
}

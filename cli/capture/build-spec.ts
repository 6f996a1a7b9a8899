import type { JsonObject } from '../../shared/rpc/struct.ts';
import { buildTargets } from './build-targets.ts';
import type { CaptureOptions } from './capture-options.ts';
import { readDuration, readInstant, readWhole, withSome } from './read-amounts.ts';

export type BuiltSpec =
  | { readonly kind: 'built'; readonly spec: JsonObject }
  /** Every fault, each a sentence. */
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

const defaultDuration = '10s';

/** What a tool is asked when the person gives no arguments: the observation that is most often wanted. */
const defaultArguments: ReadonlyMap<string, Readonly<Record<'nodes' | 'pods', readonly string[]>>> = new Map([
  // Of pods the agents add the processes; `-a` would show the whole node.
  ['perf', { nodes: ['record', '-F', '99', '-a', '-g'], pods: ['record', '-F', '99', '-g'] }],
]);

function chooseArguments(tool: string, { pods, preset }: CaptureOptions): readonly string[] {
  const args = defaultArguments.get(tool)?.[pods === undefined ? 'nodes' : 'pods'] ?? [];
  // The frequency is the preset's.
  return preset === undefined ? args : args.filter((word) => word !== '-F' && word !== '99');
}

/**
 * The spec of a PowerTool from what was typed; the coordinator adds the defaults and judges the rest.
 * `onlyNode` is the one node of a fleet of one: what a person means who names none.
 */
export function buildSpec(
  tool: string,
  args: readonly string[],
  options: CaptureOptions,
  onlyNode: string | undefined,
): BuiltSpec {
  const faults: string[] = [];
  const duration = options.duration ?? defaultDuration;
  readDuration('--duration', duration, faults);
  readDuration('--warmup', options.warmup, faults);
  readDuration('--lead-time', options.leadTime, faults);
  readDuration('--rolling-interval', options.rollingInterval, faults);
  const ttlMs = readDuration('--ttl', options.ttl, faults);
  const at = readInstant('--at', options.at, faults);
  const minSuccess = readWhole('--min-success', options.minSuccess, [1, 100, 'per cent'], faults);
  const maxCpu = readWhole('--max-cpu', options.maxCpu, [1, 100_000, 'per cent'], faults);
  const retries = readWhole('--retries', options.retries, [0, 10, 'tries'], faults);
  const maxConcurrent = readWhole('--max-concurrent', options.maxConcurrent, [1, 5000, 'nodes'], faults);
  const targets = buildTargets(options, onlyNode, faults);
  if (faults.length > 0 || targets === undefined) return { kind: 'invalid', faults };
  return {
    kind: 'built',
    spec: {
      tool: {
        name: tool,
        args: args.length > 0 ? args : chooseArguments(tool, options),
        duration,
        warmup: options.warmup,
        maxCPUPercent: maxCpu,
        resolutionPreset: options.preset,
      },
      targets,
      start: withSome({ leadTime: options.leadTime, at }),
      output: withSome({
        mode: options.keepOnNode === true ? 'node' : undefined,
        rollingInterval: options.rollingInterval,
      }),
      budgets: withSome({ maxConcurrentNodes: maxConcurrent }),
      failurePolicy: withSome({ minSuccessPercent: minSuccess, retries }),
      // Whole seconds, as in a Job; a part of one counts as one.
      ttlSecondsAfterFinished: ttlMs === undefined ? undefined : Math.ceil(ttlMs / 1000),
      reason: options.reason,
    },
  };
}

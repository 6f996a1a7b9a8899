import { parseDurationMs } from '../../shared/domain/duration.ts';
import type { JsonObject } from '../../shared/rpc/struct.ts';
import type { CaptureOptions } from './capture-options.ts';

export type BuiltSpec =
  | { readonly kind: 'built'; readonly spec: JsonObject }
  /** Every fault, each a sentence. */
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

const defaultDuration = '10s';

/** What a tool is asked when the person gives no arguments: the observation that is most often wanted. */
const defaultArguments: ReadonlyMap<string, readonly string[]> = new Map([
  ['perf', ['record', '-F', '99', '-a', '-g']],
]);

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
  for (const [option, value] of [
    ['--duration', duration],
    ['--warmup', options.warmup],
    ['--lead-time', options.leadTime],
  ] as const) {
    if (value !== undefined && parseDurationMs(value) === undefined) {
      faults.push(`${option} "${value}" is not a duration: write it as 90s, 2m30s or 1h`);
    }
  }
  const minSuccess = parseWhole('--min-success', options.minSuccess, 1, 100, faults);
  const maxCpu = parseWhole('--max-cpu', options.maxCpu, 1, 100_000, faults);
  const targets = buildTargets(options, onlyNode, faults);
  if (faults.length > 0 || targets === undefined) return { kind: 'invalid', faults };
  return {
    kind: 'built',
    spec: {
      tool: {
        name: tool,
        args: args.length > 0 ? args : (defaultArguments.get(tool) ?? []),
        duration,
        warmup: options.warmup,
        maxCPUPercent: maxCpu,
      },
      targets,
      start: options.leadTime === undefined ? undefined : { leadTime: options.leadTime },
      failurePolicy: minSuccess === undefined ? undefined : { minSuccessPercent: minSuccess },
      reason: options.reason,
    },
  };
}

function buildTargets(
  options: CaptureOptions,
  onlyNode: string | undefined,
  faults: string[],
): JsonObject | undefined {
  const nodeNames = options.node ?? [];
  const given = [
    nodeNames.length > 0 ? '--node' : '',
    options.nodes === undefined ? '' : '--nodes',
    options.all === true ? '--all' : '',
  ].filter((option) => option !== '');
  if (given.length > 1) {
    faults.push(`${given.join(' and ')} exclude one another: give one of them`);
    return undefined;
  }
  if (options.all === true) return { allNodes: true };
  if (options.nodes !== undefined) return buildSelector(options.nodes, faults);
  if (nodeNames.length > 0) return { nodeNames };
  if (onlyNode !== undefined) return { nodeNames: [onlyNode] };
  faults.push('no node is chosen: give --node NAME, --nodes key=value or --all');
  return undefined;
}

function buildSelector(text: string, faults: string[]): JsonObject | undefined {
  const matchLabels: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [, key = '', value = ''] = /^([^=]+)=([^=]*)$/.exec(part.trim()) ?? [];
    if (key === '') {
      faults.push(`--nodes "${text}" is not a list of labels: write it as pool=blue,zone=a`);
      return undefined;
    }
    matchLabels[key] = value;
  }
  return { nodeSelector: { matchLabels } };
}

function parseWhole(
  option: string,
  text: string | undefined,
  minimum: number,
  maximum: number,
  faults: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^[0-9]{1,6}%?$/.test(text) ? Number(text.replace('%', '')) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  faults.push(`${option} "${text}" is not a whole number of per cent from ${minimum} to ${maximum}`);
  return undefined;
}

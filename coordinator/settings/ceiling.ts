import { parseDurationMs } from '../../shared/domain/duration.ts';
import { parseBytes, parseCpuPercent } from '../../shared/domain/quantity.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';

/** The most that any config may give, in its own words; a member that is absent sets no limit. */
export interface Ceiling {
  readonly cpu: string | undefined;
  readonly memory: string | undefined;
  readonly pids: number | undefined;
  readonly outputBytes: string | undefined;
  readonly readBytesPerSecond: string | undefined;
  readonly writeBytesPerSecond: string | undefined;
  readonly duration: string | undefined;
}

export const noCeiling: Ceiling = {
  cpu: undefined,
  memory: undefined,
  pids: undefined,
  outputBytes: undefined,
  readBytesPerSecond: undefined,
  writeBytesPerSecond: undefined,
  duration: undefined,
};

/** A limit of a config that the ceiling has lowered. */
export interface Cut {
  readonly field: CutField;
  /** Undefined where nothing is: no limit at all. */
  readonly written: string | undefined;
  /** What holds instead. */
  readonly most: string;
}

type CutField =
  | 'spec.resources.limits.cpu'
  | 'spec.resources.limits.memory'
  | 'spec.limits.pids'
  | 'spec.limits.outputBytes'
  | 'spec.limits.readBytesPerSecond'
  | 'spec.limits.writeBytesPerSecond'
  | 'spec.limits.duration';

export interface CutConfig {
  readonly config: PowerToolConfigSpec;
  readonly cuts: readonly Cut[];
}

/** The config with no limit above the ceiling, and with no request above its limits then. */
export function applyCeiling(config: PowerToolConfigSpec, ceiling: Ceiling): CutConfig {
  const cuts: Cut[] = [];
  const lower = (
    field: CutField,
    written: string,
    most: string | undefined,
    parse: (text: string) => number | undefined,
  ): string => {
    if (most === undefined || (parse(written) ?? 0) <= (parse(most) ?? 0)) return written;
    cuts.push({ field, written, most });
    return most;
  };
  const { limits, requests } = config.resources;
  const cpu = lower('spec.resources.limits.cpu', limits.cpu, ceiling.cpu, parseCpuPercent);
  const memory = lower('spec.resources.limits.memory', limits.memory, ceiling.memory, parseBytes);
  const most = ceiling.pids === undefined ? undefined : String(ceiling.pids);
  const pids = Number(lower('spec.limits.pids', String(config.limits.pids), most, Number));
  const outputBytes = lower(
    'spec.limits.outputBytes',
    config.limits.outputBytes,
    ceiling.outputBytes,
    parseBytes,
  );
  const lowerBandwidth = (name: 'readBytesPerSecond' | 'writeBytesPerSecond') => {
    const [written, most] = [config.limits[name], ceiling[name]];
    if (written !== undefined) return { [name]: lower(`spec.limits.${name}`, written, most, parseBytes) };
    if (most === undefined) return {};
    cuts.push({ field: `spec.limits.${name}`, written, most });
    return { [name]: most };
  };
  const bandwidth = { ...lowerBandwidth('readBytesPerSecond'), ...lowerBandwidth('writeBytesPerSecond') };
  const duration = lower('spec.limits.duration', config.limits.duration, ceiling.duration, parseDurationMs);
  const cut = {
    ...config,
    resources: {
      limits: { cpu, memory },
      requests: {
        cpu: atMost(requests.cpu, cpu, parseCpuPercent),
        memory: atMost(requests.memory, memory, parseBytes),
      },
    },
    limits: { ...config.limits, pids, outputBytes, ...bandwidth, duration },
  };
  return { config: cut, cuts };
}

/** `spec.limits.duration: "1h" is above …`, for people who wonder why less holds than is written. */
export function describeCut({ field, written, most }: Cut): string {
  const what = written === undefined ? 'no limit' : `"${written}"`;
  return `${field}: ${what} is above the ceiling of "${most}" that the coordinator's configuration sets: ${most} holds`;
}

function atMost(text: string, limit: string, parse: (text: string) => number | undefined): string {
  return (parse(text) ?? 0) > (parse(limit) ?? 0) ? limit : text;
}

import type { Caps } from '../../shared/domain/command.ts';
import { parseBytes, parseCpuPercent } from '../../shared/domain/quantity.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { Cut, CutConfig } from '../settings/ceiling.ts';

export type ResolvedCaps =
  | { readonly kind: 'resolved'; readonly caps: Caps }
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

/** The caps of a run: the config's limits, lowered by the capture. A capture that would raise one is refused. */
export function resolveCaps(spec: PowerToolSpec, { config, cuts }: CutConfig): ResolvedCaps {
  const whose = (field: Cut['field']): string =>
    cuts.some((cut) => cut.field === field)
      ? "the coordinator's ceiling"
      : `the config of "${spec.tool.name}"`;
  const faults: string[] = [];
  const limits = {
    cpuPercent: parseCpuPercent(config.resources.limits.cpu) ?? 0,
    memoryBytes: parseBytes(config.resources.limits.memory) ?? 0,
    outputBytes: parseBytes(config.limits.outputBytes) ?? 0,
  };
  const asked = {
    cpuPercent: spec.tool.maxCPUPercent ?? limits.cpuPercent,
    outputBytes:
      spec.output.maxBytesPerNode === undefined
        ? limits.outputBytes
        : (parseBytes(spec.output.maxBytesPerNode) ?? 0),
  };
  if (asked.cpuPercent > limits.cpuPercent) {
    faults.push(
      `spec.tool.maxCPUPercent: ${asked.cpuPercent} is above the limit of ${limits.cpuPercent} that ${whose('spec.resources.limits.cpu')} sets`,
    );
  }
  if (asked.outputBytes > limits.outputBytes) {
    faults.push(
      `spec.output.maxBytesPerNode: "${spec.output.maxBytesPerNode}" is above the limit of "${config.limits.outputBytes}" that ${whose('spec.limits.outputBytes')} sets`,
    );
  }
  if (faults.length > 0) return { kind: 'refused', faults };
  return {
    kind: 'resolved',
    caps: {
      cpuPercent: Math.max(1, Math.round(asked.cpuPercent)),
      // At least 1: with 0, no weight, a run that asks for nothing would weigh more than one that asks for little.
      cpuRequestPercent: Math.max(
        1,
        Math.min(
          Math.round(parseCpuPercent(config.resources.requests.cpu) ?? 0),
          Math.round(asked.cpuPercent),
        ),
      ),
      memoryBytes: limits.memoryBytes,
      memoryRequestBytes: Math.min(parseBytes(config.resources.requests.memory) ?? 0, limits.memoryBytes),
      pids: config.limits.pids,
      outputBytes: asked.outputBytes,
      ...toBandwidths(config),
    },
  };
}

/** 0 is any. What is part of the agent runs in no cgroup of its own, so that nothing could hold it to less. */
function toBandwidths({
  binary,
  limits: { readBytesPerSecond = '0', writeBytesPerSecond = '0' },
}: CutConfig['config']): Pick<Caps, 'readBytesPerSecond' | 'writeBytesPerSecond'> {
  if (binary.source === 'builtin') return { readBytesPerSecond: 0, writeBytesPerSecond: 0 };
  return {
    readBytesPerSecond: parseBytes(readBytesPerSecond) ?? 0,
    writeBytesPerSecond: parseBytes(writeBytesPerSecond) ?? 0,
  };
}

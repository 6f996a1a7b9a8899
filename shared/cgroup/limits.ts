import type { Caps } from '../domain/command.ts';
import { toDiskLimitsV1, toDiskLimitsV2 } from './disk-limits.ts';
import type { Limit } from './limit.ts';

/** Kernel period of the cpu quota in µs; the default of sched-bwc. */
export const cpuPeriodUs = 100_000;
/** The kernel refuses a quota below 1 ms; sched-bwc. */
const leastQuotaUs = 1_000;
/** The share of the memory limit from which on the kernel slows the run down and reclaims its memory. */
const highShare = 0.85;
/** Memory limits are rounded down to whole pages; the largest page in use is 64 KiB. */
const largestPageBytes = 65_536;
/** Documentation/block/bfq-iosched, "Weights". */
const mostBfqWeight = 1_000;

/**
 * The limits of a run in the files of cgroup v1, in the order in which they have to be written. `disk` is the
 * `major:minor` of what is limited in bandwidth; empty where nothing is.
 */
export function toLimitsV1(caps: Caps, disk: string): readonly Limit[] {
  const limits: Limit[] = [];
  if (caps.memoryBytes > 0) {
    limits.push(memoryLimit('memory.limit_in_bytes', caps.memoryBytes, false));
    limits.push(memoryLimit('memory.memsw.limit_in_bytes', caps.memoryBytes, true));
  }
  if (caps.memoryRequestBytes > 0)
    limits.push(memoryLimit('memory.soft_limit_in_bytes', caps.memoryRequestBytes, false));
  if (caps.cpuPercent > 0) {
    limits.push(exactLimit('cpu', 'cpu.cfs_period_us', `${cpuPeriodUs}`));
    limits.push(exactLimit('cpu', 'cpu.cfs_quota_us', `${toQuotaUs(caps.cpuPercent)}`));
  }
  if (caps.cpuRequestPercent > 0)
    limits.push(exactLimit('cpu', 'cpu.shares', `${toShares(caps.cpuRequestPercent)}`));
  if (caps.pids > 0) limits.push(exactLimit('pids', 'pids.max', `${caps.pids}`));
  return [...limits, ...toDiskWeightsV1(caps), ...toDiskLimitsV1(caps, disk)];
}

/** The limits of a run in the files of cgroup v2; admin-guide/cgroup-v2. */
export function toLimitsV2(caps: Caps, disk: string): readonly Limit[] {
  const limits: Limit[] = [];
  if (caps.memoryBytes > 0) {
    limits.push(memoryLimit('memory.max', caps.memoryBytes, false));
    limits.push(memoryLimit('memory.high', Math.floor(caps.memoryBytes * highShare), false));
    limits.push({ ...exactLimit('memory', 'memory.swap.max', '0'), optional: true });
    limits.push({ ...exactLimit('memory', 'memory.oom.group', '1'), optional: true });
  }
  if (caps.memoryRequestBytes > 0) limits.push(memoryLimit('memory.low', caps.memoryRequestBytes, false));
  if (caps.cpuPercent > 0)
    limits.push(exactLimit('cpu', 'cpu.max', `${toQuotaUs(caps.cpuPercent)} ${cpuPeriodUs}`));
  if (caps.cpuRequestPercent > 0)
    limits.push(exactLimit('cpu', 'cpu.weight', `${toWeight(caps.cpuRequestPercent)}`));
  if (caps.pids > 0) limits.push(exactLimit('pids', 'pids.max', `${caps.pids}`));
  return [...limits, ...toDiskWeightsV2(caps), ...toDiskLimitsV2(caps, disk)];
}

/**
 * The weight at the disk is that of the cpu. Its files are missing where the kernel or the disk's scheduler knows no
 * weights, which is common.
 */
function toDiskWeightsV2(caps: Caps): readonly Limit[] {
  if (caps.cpuRequestPercent === 0) return [];
  const weight = toWeight(caps.cpuRequestPercent);
  const bfqWeight = Math.min(mostBfqWeight, weight);
  return [
    diskWeight('io', 'io.weight', `default ${weight}`),
    diskWeight('io', 'io.bfq.weight', `default ${bfqWeight}`),
  ];
}

function toDiskWeightsV1(caps: Caps): readonly Limit[] {
  if (caps.cpuRequestPercent === 0) return [];
  const weight = Math.min(mostBfqWeight, toWeight(caps.cpuRequestPercent));
  return [diskWeight('blkio', 'blkio.bfq.weight', `${weight}`)];
}

/** A weight is no limit: one that does not stick fails no run. */
function diskWeight(controller: 'io' | 'blkio', file: string, value: string): Limit {
  return { controller, file, value, optional: true, isMet: () => true };
}

/** Quota in µs of one period for a limit in per cent of one core. */
function toQuotaUs(cpuPercent: number): number {
  return Math.max(leastQuotaUs, Math.round((cpuPercent * cpuPeriodUs) / 100));
}

/** Shares for a request in per cent of one core, as Kubernetes maps them; the kernel clamps to 2…262144. */
function toShares(cpuRequestPercent: number): number {
  return Math.min(262_144, Math.max(2, Math.round((cpuRequestPercent * 1_024) / 100)));
}

/** Weight for a request in per cent of one core: the mapping of shares to weight in Kubernetes' KEP-2254. */
function toWeight(cpuRequestPercent: number): number {
  return 1 + Math.floor(((toShares(cpuRequestPercent) - 2) * 9_999) / 262_142);
}

function exactLimit(controller: Limit['controller'], file: string, value: string): Limit {
  return { controller, file, value, optional: false, isMet: (read) => read === value };
}

function memoryLimit(file: string, bytes: number, optional: boolean): Limit {
  return {
    controller: 'memory',
    file,
    value: `${bytes}`,
    optional,
    isMet: (read) =>
      /^[0-9]+$/.test(read) && Number(read) <= bytes && Number(read) > bytes - largestPageBytes,
  };
}

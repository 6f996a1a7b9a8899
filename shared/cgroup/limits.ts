import type { Caps } from '../domain/command.ts';

/** One limit file to be written, and how to judge what the kernel says afterwards. */
export interface Limit {
  readonly controller: 'memory' | 'cpu' | 'pids';
  readonly file: string;
  readonly value: string;
  /** The file is missing on some kernels; the limit is then left out. */
  readonly optional: boolean;
  /** Whether the text read back is the value written, after the kernel's own rounding. */
  isMet(read: string): boolean;
}

/** Kernel period of the cpu quota in µs; the default of sched-bwc. */
export const cpuPeriodUs = 100_000;
/** The kernel refuses a quota below 1 ms; sched-bwc. */
const leastQuotaUs = 1_000;
/** Memory limits are rounded down to whole pages; the largest page in use is 64 KiB. */
const largestPageBytes = 65_536;

/** The limits of a run in the files of cgroup v1, in the order in which they have to be written. */
export function toLimitsV1(caps: Caps): readonly Limit[] {
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
  return limits;
}

/** The limits of a run in the files of cgroup v2; admin-guide/cgroup-v2. */
export function toLimitsV2(caps: Caps): readonly Limit[] {
  const limits: Limit[] = [];
  if (caps.memoryBytes > 0) {
    limits.push(memoryLimit('memory.max', caps.memoryBytes, false));
    limits.push({ ...exactLimit('memory', 'memory.swap.max', '0'), optional: true });
    limits.push({ ...exactLimit('memory', 'memory.oom.group', '1'), optional: true });
  }
  if (caps.memoryRequestBytes > 0) limits.push(memoryLimit('memory.low', caps.memoryRequestBytes, false));
  if (caps.cpuPercent > 0)
    limits.push(exactLimit('cpu', 'cpu.max', `${toQuotaUs(caps.cpuPercent)} ${cpuPeriodUs}`));
  if (caps.cpuRequestPercent > 0)
    limits.push(exactLimit('cpu', 'cpu.weight', `${toWeight(caps.cpuRequestPercent)}`));
  if (caps.pids > 0) limits.push(exactLimit('pids', 'pids.max', `${caps.pids}`));
  return limits;
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

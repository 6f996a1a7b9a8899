import { access, readFile } from 'node:fs/promises';
import type { PerfEvents } from '../../shared/domain/node-facts.ts';

/** What the kernel lets perf do here. */
export interface PerfAccess {
  /** Undefined where the kernel has no perf events. */
  readonly events: PerfEvents | undefined;
  /** Why perf cannot observe the whole node, with the remedy; empty when it can. */
  readonly problem: string;
}

/** Where the kernel registers hardware counters: one device, or two on CPUs with unequal cores. */
const counterDevices = ['cpu', 'cpu_core', 'armv8_pmuv3_0'];

export async function readPerfAccess(): Promise<PerfAccess> {
  const paranoid = await readOrEmpty('/proc/sys/kernel/perf_event_paranoid');
  const status = await readOrEmpty('/proc/self/status');
  const devices = await Promise.all(
    counterDevices.map((name) => exists(`/sys/bus/event_source/devices/${name}`)),
  );
  return judgePerfAccess({ paranoid, status, hardwareCounters: devices.includes(true) });
}

const capPerfmon = 38n;
const capSysAdmin = 21n;

/**
 * perf_event_open(2): CAP_PERFMON (since 5.8) or CAP_SYS_ADMIN may do everything; without them events of the whole
 * node need perf_event_paranoid of 0 or less.
 */
export function judgePerfAccess(facts: {
  readonly paranoid: string;
  readonly status: string;
  readonly hardwareCounters: boolean;
}): PerfAccess {
  const text = facts.paranoid.trim();
  if (!/^-?[0-9]+$/.test(text))
    return { events: undefined, problem: 'Cannot open perf events: this kernel was built without them' };
  const paranoid = Number(text);
  const events = { paranoid, hardwareCounters: facts.hardwareCounters };
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(facts.status)?.[1] ?? '0'}`);
  const has = (bit: bigint): boolean => ((effective >> bit) & 1n) === 1n;
  if (has(capPerfmon) || has(capSysAdmin) || paranoid <= 0) return { events, problem: '' };
  const problem =
    `Cannot open perf events: kernel.perf_event_paranoid is ${paranoid} and the agent lacks CAP_PERFMON: ` +
    'run the agent with CAP_PERFMON, or set sysctl kernel.perf_event_paranoid=0';
  return { events, problem };
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

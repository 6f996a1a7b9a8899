import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import type { CgroupMode, Heartbeat, NodeFacts, PerfEvents } from '../../shared/domain/node-facts.ts';
import type { ToolFacts } from '../../shared/domain/outcome.ts';
import { protocolVersions } from '../../shared/domain/protocol.ts';
import { parsePressure } from '../snapshot/sources/pressure.ts';
import { readFreeBytes } from './free-bytes.ts';

const agentVersion = '0.1.0';

export interface NodeFactsInput {
  readonly spool: string;
  readonly bootId: string;
  readonly cgroupMode: CgroupMode;
  readonly tools: readonly ToolFacts[];
  readonly labels: ReadonlyMap<string, string>;
  readonly perfEvents: PerfEvents | undefined;
}

/** What the hello says of the node; only the free space is read anew each time. */
export async function readNodeFacts(input: NodeFactsInput): Promise<NodeFacts> {
  const { spool, bootId, cgroupMode, tools, labels, perfEvents } = input;
  return {
    protocolVersion: protocolVersions.newest,
    agentVersion,
    bootId,
    os: platform(),
    arch: arch(),
    kernel: release(),
    cgroupMode,
    tools,
    labels: Object.fromEntries(labels),
    spoolFreeBytes: await readFreeBytes(spool).catch(() => 0),
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    perfEvents,
  };
}

/** Different after each boot of the machine: `/proc/sys/kernel/random/boot_id`. */
export async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

export async function readHeartbeat(spool: string): Promise<Heartbeat> {
  const [spoolFreeBytes, cpuPressure, memoryPressure, ioPressure] = await Promise.all([
    readFreeBytes(spool).catch(() => 0),
    readPressure('cpu'),
    readPressure('memory'),
    readPressure('io'),
  ]);
  return { spoolFreeBytes, cpuPressure, memoryPressure, ioPressure };
}

/** `some avg10` in per cent; −1 where the kernel does not tell. */
async function readPressure(resource: string): Promise<number> {
  try {
    return toSomeAvg10(await readFile(`/proc/pressure/${resource}`, 'utf8'));
  } catch {
    return -1;
  }
}

function toSomeAvg10(text: string): number {
  const value: unknown = parsePressure(text);
  if (typeof value !== 'object' || value === null || !('some' in value)) return -1;
  const { some } = value;
  if (typeof some !== 'object' || some === null || !('avg10' in some)) return -1;
  return typeof some.avg10 === 'number' ? some.avg10 : -1;
}

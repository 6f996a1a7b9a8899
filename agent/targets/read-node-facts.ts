import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import type { CgroupMode, Heartbeat, NodeFacts, PerfEvents } from '../../shared/domain/node-facts.ts';
import type { ToolFacts } from '../../shared/domain/outcome.ts';
import { protocolVersions } from '../../shared/domain/protocol.ts';
import { readFreeBytes } from './free-bytes.ts';
import { readNodePressure } from './node-pressure.ts';

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
  const [spoolFreeBytes, pressure] = await Promise.all([
    readFreeBytes(spool).catch(() => 0),
    readNodePressure(),
  ]);
  return {
    spoolFreeBytes,
    cpuPressure: pressure.cpu,
    memoryPressure: pressure.memory,
    ioPressure: pressure.io,
  };
}

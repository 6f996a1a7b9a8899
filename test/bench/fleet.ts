import { setTimeout as delay } from 'node:timers/promises';
import { type MeasuredCapture, measureCapture } from '../scale/measure-capture.ts';
import { ScaleStage } from '../scale/scale-stage.ts';
import type { SimulatedFleet } from '../scale/simulated-fleet.ts';
import { readCpuSeconds, readPeakMib, readResidentMib, resetPeak } from './process-usage.ts';
import type { Row } from './row.ts';

const limitMs = 300_000;
/** After the agents have connected: the first clock probes and the settling of the coordinator are over then. */
const settleMs = 25_000;
const idleMs = 20_000;
/** Connections for uploads are let go after 10 s, at a look every 10 s. */
const afterUploadsMs = 25_000;

/** What a coordinator does for one of the stages below. */
type Measure = (parts: { readonly stage: ScaleStage; readonly agents: SimulatedFleet }) => Promise<Row[]>;

/**
 * One coordinator with a real API server and simulated agents, each with a TLS connection, a stream and a token of its
 * own. The agents share the machine with the coordinator, so that whatever takes both is as much theirs.
 */
export async function benchFleet(agentCount: number): Promise<Row[]> {
  await using stage = await ScaleStage.start({
    agents: agentCount,
    behaviour: { prepareMs: 50, fileBytes: 4_096 },
    oneFileIn: 100,
    coordinatorEnvironment: { TOE_LEASE_SECONDS: '15', TOE_SETTLE_MS: '20000' },
  });
  const { pid } = stage.coordinator.child;
  const beginMs = performance.now();
  const cpuBefore = await readCpuSeconds(pid);
  const agents = await stage.connect(limitMs);
  const row = namer(agentCount);
  const rows = [
    row('agents connected in', secondsSince(beginMs), 's'),
    row('coordinator CPU to connect them', (await readCpuSeconds(pid)) - cpuBefore, 's'),
  ];
  for (const measure of [measureIdle, measureSizes, measureWhole, measureFiles, measureRestart])
    rows.push(...(await measure({ stage, agents })));
  return rows;
}

const measureIdle: Measure = async ({ stage }) => {
  const row = namer(stage.nodes.length);
  const { pid } = stage.coordinator.child;
  await delay(settleMs);
  const beginMs = performance.now();
  const before = await readCpuSeconds(pid);
  await delay(idleMs);
  const share = ((await readCpuSeconds(pid)) - before) / secondsSince(beginMs);
  return [
    row('coordinator CPU at rest', share * 100, '% of a core'),
    row('coordinator memory at rest', await readResidentMib(pid), 'MiB'),
  ];
};

/** Requests of captures of a part of the fleet: they have to be as many for few nodes as for many. */
const measureSizes: Measure = async (parts) => {
  const rows: Row[] = [];
  for (const size of [100, 1_000].filter((each) => each < parts.stage.nodes.length)) {
    const targets = { allNodes: true, sample: { maxNodes: size } };
    rows.push(...toRequestRows(size, await measureCapture(`sample-of-${size}`, targets, parts)));
  }
  return rows;
};

const measureWhole: Measure = async (parts) => {
  const count = parts.stage.nodes.length;
  const row = namer(count);
  const { pid } = parts.stage.coordinator.child;
  await resetPeak(pid);
  const measured = await measureCapture('whole', { allNodes: true }, parts);
  const { status, report } = measured;
  return [
    row('verified', status.nodes.verified, 'nodes'),
    row('create to all prepared', measured.preparedSeconds, 's'),
    row('create to start fixed', measured.fixedSeconds, 's'),
    row('skew in the status, median', status.start?.skewP50Ms ?? Number.NaN, 'ms'),
    row('skew in the status, maximum', status.start?.skewMaxMs ?? Number.NaN, 'ms'),
    row('clock uncertainty in the status', status.start?.clockUncertaintyMs ?? Number.NaN, 'ms'),
    row('starts apart in truth', (report.lastStartUs - report.firstStartUs) / 1_000, 'ms'),
    row('commits that came too late', report.lateCommits, ''),
    row('end of tools to end of capture', measured.afterToolSeconds, 's'),
    row('status at the end', measured.statusBytes, 'bytes'),
    row('status at its largest', measured.mostStatusBytes, 'bytes'),
    ...toRequestRows(count, measured),
    row('coordinator CPU for the capture', measured.cpuSeconds, 's'),
    row('coordinator peak memory in the capture', await readPeakMib(pid), 'MiB'),
    row('longest wait for its event loop', measured.stallMs, 'ms'),
  ];
};

/** Every node uploads a small file at the same instant, over a connection of its own. */
const measureFiles: Measure = async (parts) => {
  const { stage } = parts;
  const row = namer(stage.nodes.length);
  const { pid } = stage.coordinator.child;
  await stage.setFileRequired(true);
  await delay(1_000);
  await resetPeak(pid);
  const measured = await measureCapture('files', { allNodes: true }, parts);
  const peakMib = await readPeakMib(pid);
  await delay(afterUploadsMs);
  return [
    row('a file each: verified', measured.status.nodes.verified, 'nodes'),
    row('a file each: end of tools to end of capture', measured.afterToolSeconds, 's'),
    row('a file each: token reviews', measured.reviews, 'requests'),
    row('a file each: coordinator CPU', measured.cpuSeconds, 's'),
    row('a file each: coordinator peak memory', peakMib, 'MiB'),
    row('a file each: coordinator memory afterwards', await readResidentMib(pid), 'MiB'),
  ];
};

/** Killed and started again at once; the Lease of the one before has to run out first. */
const measureRestart: Measure = async ({ stage, agents }) => {
  const count = stage.nodes.length;
  const row = namer(count);
  const { child } = stage.coordinator;
  await child.kill('SIGKILL');
  await agents.report({ isReset: true });
  const beginMs = performance.now();
  await child.restart({});
  const startedSeconds = secondsSince(beginMs);
  await agents.waitFor('the first agent to be back', ({ connected }) => connected > 0, limitMs);
  const firstSeconds = secondsSince(beginMs);
  await agents.waitFor('all agents to be back', ({ connected }) => connected === count, limitMs);
  return [
    row('killed: process up again', startedSeconds, 's'),
    row('killed: first agent back, once the Lease ran out', firstSeconds, 's'),
    row('killed: all agents back', secondsSince(beginMs), 's'),
    row('killed: coordinator CPU until then', await readCpuSeconds(child.pid), 's'),
    row('killed: coordinator peak memory until then', await readPeakMib(child.pid), 'MiB'),
  ];
};

function toRequestRows(nodes: number, { requests }: MeasuredCapture): Row[] {
  const row = namer(nodes);
  return [
    row('API writes for the capture', requests.writes.length, 'requests'),
    row('API reads for the capture', requests.reads.length, 'requests'),
  ];
}

/** As `1,000 nodes: agents connected in`. */
function namer(nodes: number): (what: string, value: number, unit: string) => Row {
  return (what, value, unit) => ({ name: `${nodes.toLocaleString('en')} nodes: ${what}`, value, unit });
}

function secondsSince(beginMs: number): number {
  return (performance.now() - beginMs) / 1_000;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readCpuSeconds } from '../bench/process-usage.ts';
import { type CaptureRequests, countReviews, requestsFor } from './capture-requests.ts';
import type { ScaleStage } from './scale-stage.ts';
import type { SimulatedFleet } from './simulated-fleet.ts';
import type { SimulatorReport } from './simulator-protocol.ts';
import { StallProbe } from './stall-probe.ts';
import { CaptureWatch } from './watch-capture.ts';

/** What one capture took. Seconds count from before its object was created, unless they say otherwise. */
export interface MeasuredCapture {
  readonly status: PowerToolStatus;
  /** Until the last node said that it was prepared, as the nodes know it. */
  readonly preparedSeconds: number;
  /** Until the start instant was fixed. */
  readonly fixedSeconds: number;
  /** From the planned end of the tools to the end of the capture. */
  readonly afterToolSeconds: number;
  readonly report: SimulatorReport;
  readonly statusBytes: number;
  readonly mostStatusBytes: number;
  readonly requests: CaptureRequests;
  readonly reviews: number;
  readonly cpuSeconds: number;
  readonly stallMs: number;
}

const durationMs = 10_000;
const limitMs = 600_000;
/** Events are told a moment after the end. */
const tellMs = 2_000;

/** Carries out one capture with node-snapshot of 10 s and measures it. */
export async function measureCapture(
  name: string,
  targets: object,
  { stage, agents }: { readonly stage: ScaleStage; readonly agents: SimulatedFleet },
): Promise<MeasuredCapture> {
  const { child } = stage.coordinator;
  await agents.report({ isReset: true });
  const cpuBefore = await readCpuSeconds(child.pid);
  using probe = new StallProbe(child.ready.get('opsAddress') ?? '');
  using watch = new CaptureWatch(stage.fleet.server, name);
  const createdUs = systemClock.monotonicUs();
  const createdUnixMs = Date.now();
  const tool = { name: 'node-snapshot', duration: `${durationMs / 1_000}s` };
  await stage.fleet.create(name, { tool, targets });
  const status = await stage.fleet.waitForPhase(name, ['Succeeded', 'PartiallySucceeded'], limitMs);
  const stallMs = probe.takeWorstMs();
  const cpuSeconds = (await readCpuSeconds(child.pid)) - cpuBefore;
  await delay(tellMs);
  const report = await agents.report();
  const audited = await stage.audit.read(createdUnixMs);
  const untilSeconds = (unixMs: number): number => (unixMs - createdUnixMs) / 1_000;
  const fixed = status.conditions.find(({ type }) => type === 'Started')?.lastTransitionTime ?? '';
  const endUnixMs = Date.parse(status.start?.plannedAt ?? '') + durationMs;
  return {
    status,
    preparedSeconds: (report.lastPreparedUs - createdUs) / 1e6,
    fixedSeconds: untilSeconds(Date.parse(fixed)),
    afterToolSeconds: (Date.parse(status.completedAt ?? '') - endUnixMs) / 1_000,
    report,
    statusBytes: watch.sizes.at(-1) ?? Number.NaN,
    mostStatusBytes: Math.max(...watch.sizes),
    requests: requestsFor(name, audited),
    reviews: countReviews(audited),
    cpuSeconds,
    stallMs,
  };
}

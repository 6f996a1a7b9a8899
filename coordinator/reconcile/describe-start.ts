import { isLeftOut, type NodeRun, type Run, startsInWave, type WaveRun } from './run.ts';

/**
 * How a wave started, for people: `18 of 20 nodes started, at most 1.2 ms from 2026-01-01T12:00:00.000Z`. Undefined
 * while it is not known of every node that takes part, and where none has started.
 */
export function describeStart(run: Run, wave: WaveRun): string | undefined {
  const { plannedStart, index } = wave;
  if (plannedStart === undefined) return undefined;
  const parts = startsInWave(run, wave).filter((node) => !isLeftOut(node));
  if (parts.some((node) => node.start === undefined && node.recorded === undefined)) return undefined;
  const started = parts.filter(hasStarted);
  if (started.length === 0) return undefined;
  const chosen = wave.nodes.length + (index === 0 ? run.plan.missing.length : 0);
  const which = run.waves.length === 1 ? '' : ` in wave ${index + 1}`;
  const errors = started.flatMap(({ start }) => (start === undefined ? [] : [Math.abs(start.errorUs)]));
  const at = new Date(plannedStart.startAtUnixUs / 1_000).toISOString();
  const skew = errors.length === 0 ? `at ${at}` : `at most ${toMs(Math.max(...errors))} ms from ${at}`;
  return `${started.length} of ${chosen} nodes started${which}, ${skew}`;
}

/** Whether a tool of the attempt has run. */
export function hasStarted({ start, recorded }: NodeRun): boolean {
  // An outcome of before a reboot of the node tells no instant of its monotonic clock.
  return start !== undefined || (recorded?.outcome.startedUnixUs ?? 0) > 0;
}

const toMs = (us: number): number => Math.round(us / 10) / 100;

import { beforeEach, describe, expect, it } from 'vitest';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { RecordingSource } from '../../test/fakes/recording-source.ts';
import { StatusPublisher } from './publish-status.ts';

const ref = { namespace: 'oncall', name: 'blue' };
const running: PowerToolStatus = { ...emptyStatus, phase: 'Running' };
const withBytes = (captured: number): PowerToolStatus => ({ ...running, bytes: { captured, stored: 0 } });
const ended: PowerToolStatus = { ...emptyStatus, phase: 'Failed', completedAt: '2026-01-01T00:00:00.000Z' };

let clock: ManualClock;
let source: RecordingSource;
let publisher: StatusPublisher;

beforeEach(() => {
  clock = new ManualClock();
  source = new RecordingSource();
  publisher = new StatusPublisher({ source, clock });
});

/** Publishes again and again, as the reconciler does, until it is written; how long that took. */
async function publish(status: PowerToolStatus, uid = 'u'): Promise<number> {
  for (let waited = 0; ; ) {
    const { retryAfterMs } = await publisher.publish(ref, uid, status);
    if (retryAfterMs === 0) return waited;
    waited += retryAfterMs;
    clock.advance(retryAfterMs);
  }
}

describe('StatusPublisher', () => {
  it('waits a second with the first status of a run, but not with one that is final', async () => {
    expect(await publish(running)).toBe(1_000);
    expect(await publish(ended, 'other')).toBe(0);
    expect(source.written).toHaveLength(2);
  });

  it('writes a final status at once where none was written before', async () => {
    await publisher.publish(ref, 'u', running);
    clock.advance(10);
    expect(await publish(ended)).toBe(0);
  });

  it('writes what has not changed never again', async () => {
    await publish(running);
    clock.advance(60_000);
    await publish(running);
    expect(source.written).toHaveLength(1);
  });

  it('writes mere progress every five seconds and a new phase after one', async () => {
    await publish(running);
    expect(await publish(withBytes(1))).toBe(5_000);
    expect(await publish({ ...running, phase: 'Uploading' })).toBe(1_000);
  });

  it('never writes the status of a run more often than once a second', async () => {
    const written: number[] = [];
    const phases = ['Starting', 'Running', 'Uploading', 'Processing'] as const;
    for (let step = 0; step < 2_000; step += 1) {
      const before = source.written.length;
      const phase = phases[Math.floor(step / 7) % 4] ?? 'Running';
      await publisher.publish(ref, 'u', { ...withBytes(step), phase });
      if (source.written.length > before) written.push(clock.monotonicUs() / 1_000);
      clock.advance(13);
    }
    const gaps = written.slice(1).map((at, index) => at - (written[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
    expect(written.length).toBeGreaterThan(15);
  });

  it('says when a status may be written that has to be there before something else', async () => {
    expect(publisher.untilWritableMs('u')).toBe(0);
    await publisher.write(ref, 'u', running);
    clock.advance(300);
    expect(publisher.untilWritableMs('u')).toBe(700);
  });

  it('writes at most 20 statuses a second over all runs, new phases before progress', async () => {
    const uids = Array.from({ length: 200 }, (_, index) => `u${index}`);
    for (const uid of uids) await publisher.publish(ref, uid, running);
    clock.advance(1_000);
    for (const uid of uids) await publisher.publish(ref, uid, running);
    expect(source.written).toHaveLength(20);
    clock.advance(1_000);
    for (const uid of uids) await publisher.publish(ref, uid, running);
    expect(source.written).toHaveLength(40);
    clock.advance(5_000);
    const written = new Set(source.written.map(({ uid }) => uid));
    for (const uid of written) await publisher.publish(ref, uid, withBytes(7));
    expect(source.written).toHaveLength(50);
    expect(await publish({ ...running, phase: 'Uploading' }, 'u39')).toBe(0);
  });
});

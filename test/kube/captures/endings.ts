import { access } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { listRunCgroups } from '../../faults/harness/leftovers.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import { pathOf, readPath } from '../harness/toe-objects.ts';
import { aPerf, aSnapshot, type CaptureStage, conditionOf } from './stage.ts';

const nodeNames = ['node-a', 'node-b'];
const long = { tool: { name: 'node-snapshot', duration: '10m' } };

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export function endings(stage: () => CaptureStage): void {
  test('one that has ended is never written again', async () => {
    const { fleet } = stage();
    await fleet.create('rests', aSnapshot({ nodeNames }));
    await fleet.waitForPhase('rests', ['Succeeded'], 60_000);
    const released = await waitUntil(
      async () => {
        const object = await stage().object('rests');
        return readPath(object, 'metadata', 'finalizers') === undefined ? object : undefined;
      },
      { timeoutMs: 10_000, what: 'the finalizer to go', explain: () => fleet.readTails() },
    );
    // The promise is about time itself.
    await delay(60_000);
    expect(await stage().object('rests')).toEqual(released);
  });

  test('stopped while it runs, it has succeeded early with whole files', async () => {
    const { fleet } = stage();
    const uid = await fleet.create('stopped', aSnapshot({ nodeNames }, long));
    await stage().running('stopped', 2);
    await fleet.patch('stopped', { spec: { stop: true } });
    const status = await fleet.waitForPhase('stopped', ['Succeeded'], 60_000);
    expect(conditionOf(status, 'Complete')).toMatchObject({ status: 'True', reason: 'StoppedEarly' });
    expect(status.nodes).toMatchObject({ captured: 2, verified: 2 });
    for (const { outcome } of (await stage().manifest(uid)).nodes)
      expect(outcome).toMatchObject({ ending: 'stoppedEarly', reason: 'StopRequested' });
  });

  test('stopped before its start, it is cancelled', async () => {
    const { fleet } = stage();
    await fleet.create('cancelled', aSnapshot({ nodeNames }, { start: { leadTime: '5m' } }));
    await fleet.waitForStatus('cancelled', ({ phase }) => phase === 'Starting', 30_000);
    await fleet.patch('cancelled', { spec: { stop: true } });
    const status = await stage().ended('cancelled', 30_000);
    expect(status.phase).toBe('Cancelled');
    expect(status.bytes.captured).toBe(0);
    expect(conditionOf(status, 'Complete')?.reason).toBe('Cancelled');
  });

  /** Deletes a capture while it runs, and waits until it is gone; its uid. */
  const deleteRunning = async (name: string, deletionPolicy: string): Promise<string> => {
    const { fleet } = stage();
    const uid = await fleet.create(name, aSnapshot({ nodeNames }, { ...long, output: { deletionPolicy } }));
    await stage().running(name, 2);
    const deleted = await fleet.server.admin.send('DELETE', pathOf('PowerTool', 'oncall', name));
    expect(readPath(deleted.body, 'metadata', 'deletionTimestamp')).toBeDefined();
    expect(readPath(deleted.body, 'metadata', 'finalizers')).toEqual(['toe.run/flush']);
    await stage().gone(name);
    return uid;
  };

  test('deleted while it runs, it goes when its tools are flushed, and its files stay', async () => {
    const uid = await deleteRunning('deleted', 'Retain');
    const { conclusion, nodes } = await stage().manifest(uid);
    expect(conclusion).toMatchObject({ phase: 'Succeeded', reason: 'StoppedEarly' });
    const keys = nodes.map(({ files }) => files[0]?.receipt?.key ?? 'none');
    const areThere = await Promise.all(keys.map((key) => exists(stage().stored(key))));
    expect(areThere).toEqual([true, true]);
    const isTold = (): true | undefined => {
      const last = stage().statusesOf('deleted').at(-1)?.status;
      return last !== undefined && conditionOf(last, 'Complete')?.reason === 'StoppedEarly'
        ? true
        : undefined;
    };
    await waitUntil(isTold, { timeoutMs: 10_000, what: 'its end to be told to who watches it' });
  });

  test('deleted before it begins, it goes at once', async () => {
    const { fleet } = stage();
    const targets = { nodeSelector: { matchLabels: { pool: 'gone' } }, waitFor: '1h' };
    const uid = await fleet.create('deleted-early', aSnapshot(targets));
    await fleet.waitForStatus('deleted-early', ({ phase }) => phase === 'Pending', 15_000);
    await fleet.delete('deleted-early');
    expect(await fleet.read('deleted-early')).toBeUndefined();
    expect(await exists(stage().stored(`runs/${uid}`))).toBe(false);
  });

  test('deleted while it runs, with deletionPolicy Delete its files go with it', async () => {
    const uid = await deleteRunning('deleted-whole', 'Delete');
    expect(await exists(stage().stored(`runs/${uid}`))).toBe(false);
  });

  test.for([
    ['Retain', true],
    ['Delete', false],
  ] as const)('deleted after its end, with %s its files stay: %s', async ([deletionPolicy, stay]) => {
    const { fleet } = stage();
    const name = `ended-${deletionPolicy.toLowerCase()}`;
    const uid = await fleet.create(name, aSnapshot({ nodeNames }, { output: { deletionPolicy } }));
    await fleet.waitForPhase(name, ['Succeeded'], 60_000);
    await fleet.delete(name);
    await stage().gone(name);
    expect(await exists(stage().stored(`runs/${uid}/manifest.json`))).toBe(stay);
  });

  test('with ttlSecondsAfterFinished it is deleted that long after its end', async () => {
    const { fleet } = stage();
    const ttl = { ttlSecondsAfterFinished: 3 };
    const uid = await fleet.create('short-lived', aSnapshot({ nodeNames }, ttl));
    await fleet.create('refused-short-lived', aSnapshot({ nodeNames: ['ghost'] }, ttl));
    const { completedAt } = await fleet.waitForPhase('short-lived', ['Succeeded'], 60_000);
    await stage().gone('short-lived', 30_000);
    expect(Date.now() - Date.parse(completedAt ?? '')).toBeGreaterThanOrEqual(3_000);
    expect(await exists(stage().stored(`runs/${uid}/manifest.json`))).toBe(true);
    await stage().gone('refused-short-lived', 30_000);
  });

  test('deleted by force, it leaves no tool running and no files that were to go with it', async () => {
    const { fleet } = stage();
    await stage().with(['node-f'], async () => {
      const { uid: nodeUid } = stage().agent('node-f');
      const more = { tool: { duration: '10m' }, output: { deletionPolicy: 'Delete' } };
      const uid = await fleet.create('forced', aPerf({ nodeNames: ['node-f'] }, more));
      await stage().running('forced', 1);
      expect((await listRunCgroups(nodeUid)).length).toBeGreaterThan(0);
      await fleet.patch('forced', { metadata: { finalizers: null } });
      await fleet.delete('forced');
      expect(await fleet.read('forced')).toBeUndefined();
      const isOver = async (): Promise<true | undefined> => {
        const [cgroups, hasFiles] = [
          await listRunCgroups(nodeUid),
          await exists(stage().stored(`runs/${uid}`)),
        ];
        return cgroups.length === 0 && !hasFiles ? true : undefined;
      };
      await waitUntil(isOver, {
        timeoutMs: 60_000,
        what: 'the tool to end',
        explain: () => fleet.readTails(),
      });
    });
  });
}

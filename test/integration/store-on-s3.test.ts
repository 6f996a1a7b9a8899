import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ReadArtifactResponse__Output } from '../../shared/rpc/generated/toe/v1/ReadArtifactResponse.ts';
import { S3Server } from '../builders/s3-server.ts';
import type { Fleet } from '../faults/harness/fleet.ts';
import { expectInvariants } from '../faults/harness/invariants.ts';
import { loadFunction, startLoad } from '../faults/harness/load.ts';
import { makePerfSpec, makeSnapshotSpec } from '../faults/harness/specs.ts';
import { startFleet } from '../faults/harness/start-fleet.ts';
import { toStorePath } from '../faults/harness/stored-files.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';

// Fifteen seconds each on an idle machine.
vi.setConfig({ testTimeout: 90_000 });

let server: S3Server;
beforeAll(async () => {
  server = await S3Server.start();
});
afterAll(() => server[Symbol.asyncDispose]());

async function startOnS3(bucket: string, more: Readonly<Record<string, string>> = {}): Promise<Fleet> {
  const environment = await server.makeEnvironment(bucket);
  return await startFleet({
    nodes: [{ name: 'one' }],
    coordinatorEnvironment: { ...environment, ...more },
    storeDirectory: join(server.folder, bucket, 'toe'),
  });
}

describe('a coordinator whose store is in a bucket', () => {
  test('captures, proves, processes and gives back a profile', async () => {
    await using _load = await startLoad();
    await using fleet = await startOnS3('captures');
    const spec = {
      ...makePerfSpec({ nodes: [fleet.node('one').name] }),
      output: { deletionPolicy: 'Delete' },
    };
    await fleet.captures.create('profile', spec);
    const { uid, status } = await fleet.captures.waitForPhase('profile', ['Succeeded'], 40_000);
    await expectInvariants(fleet, 'profile');
    const report = status.reports.find(({ kind }) => kind === 'flamegraph');
    const page = await readFile(toStorePath(fleet, report?.key ?? ''), 'utf8');
    expect(page).toContain(loadFunction);

    const ref = { namespace: 'default', name: 'profile' };
    for (const { key, artifact } of await fleet.client.listArtifacts(ref)) {
      const hash = createHash('sha256');
      const stream = await fleet.client.readArtifact({ ...ref, key });
      for await (const { data } of stream as AsyncIterable<ReadArtifactResponse__Output>) hash.update(data);
      expect(hash.digest('hex')).toBe(artifact?.sha256);
    }
    await expect(readdir(join(fleet.dataDirectory, 'store'))).rejects.toThrow('ENOENT');
    expect(await readdir(join(fleet.dataDirectory, 'work'), { recursive: true })).toHaveLength(1);

    await fleet.client.delete(ref);
    const runs = join(fleet.storeDirectory, 'runs');
    const isLeft = async (): Promise<boolean> => (await readdir(runs).catch(() => [''])).includes(uid);
    await waitUntil(async () => ((await isLeft()) ? undefined : true), {
      timeoutMs: 15_000,
      what: 'the end of the files of a capture that was deleted',
      explain: () => fleet.readTails(),
    });
  });

  test.each(['store.after-part', 'store.after-rename', 'store.before-receipt'])(
    'that is killed at %s has one object and one receipt when it is back',
    async (place) => {
      await using fleet = await startOnS3(`killed-${place.slice('store.'.length)}`, {
        TOE_FAILPOINTS: `${place}=kill`,
      });
      await fleet.captures.create('stored', makeSnapshotSpec({ nodes: [fleet.node('one').name] }));
      expect(await fleet.coordinator.untilEnded(30_000)).toBe('SIGKILL');
      await fleet.restartCoordinator({ TOE_FAILPOINTS: '' });
      await fleet.captures.waitForPhase('stored', ['Succeeded'], 40_000);
      await expectInvariants(fleet, 'stored');
    },
  );

  test('whose server goes away while a tool runs takes its files when that is back', async () => {
    await using fleet = await startOnS3('away');
    const { name, agent } = fleet.node('one');
    await fleet.captures.create('away', makeSnapshotSpec({ nodes: [name] }));
    await fleet.captures.waitForNode('away', name, ({ state }) => state === 'running', 15_000);
    await server.stop();
    try {
      await vi.waitFor(() => expect(agent.readTail()).toContain('Upload was interrupted'), {
        timeout: 30_000,
      });
    } finally {
      await server.resume();
    }
    await fleet.captures.waitForPhase('away', ['Succeeded'], 60_000);
    await expectInvariants(fleet, 'away');
  });

  test('does not start with a bucket that it may not use, and says why', async () => {
    const missing = { ...(await server.makeEnvironment('there')), TOE_S3_BUCKET: 'not-there' };
    await expect(startFleet({ nodes: [], coordinatorEnvironment: missing })).rejects.toThrow(
      /the bucket is not there: make it, or mend TOE_S3_BUCKET/,
    );
  });
});

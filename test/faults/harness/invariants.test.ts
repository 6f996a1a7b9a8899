import { appendFile, copyFile, rm, truncate } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { expectInvariants } from './invariants.ts';
import { makeSnapshotSpec } from './specs.ts';
import { startFleet } from './start-fleet.ts';
import { toStorePath } from './stored-files.ts';

vi.setConfig({ testTimeout: 60_000 });

test('the invariants hold for a sound capture, and fail for changed bytes and for a second object', async () => {
  await using fleet = await startFleet({ nodes: [{ name: 'one' }] });
  await fleet.captures.create('sound', makeSnapshotSpec({ nodes: [fleet.node('one').name] }));
  await fleet.captures.waitForPhase('sound', ['Succeeded'], 20_000);
  const manifest = await expectInvariants(fleet, 'sound');
  const receipt = manifest.nodes[0]?.files[0]?.receipt;
  const path = toStorePath(fleet, receipt?.key ?? '');

  await appendFile(path, 'x');
  await expect(expectInvariants(fleet, 'sound')).rejects.toThrow(`to be '${receipt?.sha256.slice(0, 24)}`);
  await truncate(path, receipt?.sizeBytes);
  await expectInvariants(fleet, 'sound');

  await copyFile(path, `${path}-again`);
  await expect(expectInvariants(fleet, 'sound')).rejects.toThrow('snapshot-again');
  await rm(`${path}-again`);
  await expectInvariants(fleet, 'sound');
});

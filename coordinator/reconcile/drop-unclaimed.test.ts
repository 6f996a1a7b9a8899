import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { anArtifact, anOutcome } from '../../test/builders/outcome.ts';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { meta } from '../../test/builders/store-stage.ts';
import { dropUnclaimed } from './drop-unclaimed.ts';

const attempt = 'runs/r1/node-1/1';
const wanted = ['trace', 'report'].map((name) => ({
  name,
  path: name,
  mediaType: 'text/plain',
  required: true,
}));
let folder: StoreFolder;

beforeEach(async () => {
  folder = await StoreFolder.make();
  for (const key of [
    `${attempt}/trace`,
    `${attempt}/report`,
    'runs/r1/node-1/2/trace',
    'runs/r1/node-11/1/trace',
  ]) {
    await folder.store.openUpload(key, meta);
    await folder.send(Buffer.from('text'), 0, key);
  }
});
afterEach(() => folder[Symbol.asyncDispose]());

const left = async (): Promise<readonly string[]> =>
  (await folder.store.listUnfinished('')).map(({ key }) => key);

it('gives up what an attempt began and its outcome has no artifact for, and nothing of another', async () => {
  const artifacts = [anArtifact({ artifactId: 'report', output: 'report' })];
  await dropUnclaimed(attempt, anOutcome({ artifacts }), wanted, { store: folder.store, log: silentLog });
  expect(await left()).toEqual([`${attempt}/report`, 'runs/r1/node-1/2/trace', 'runs/r1/node-11/1/trace']);
});

it('does the same for a run that is not known any more', async () => {
  await dropUnclaimed(attempt, anOutcome({ artifacts: [] }), undefined, {
    store: folder.store,
    log: silentLog,
  });
  expect(await left()).toEqual(['runs/r1/node-1/2/trace', 'runs/r1/node-11/1/trace']);
});

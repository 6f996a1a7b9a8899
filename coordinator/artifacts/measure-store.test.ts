import { expect, it } from 'vitest';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { makeCoordinatorMetrics } from '../metrics.ts';
import { measureStore } from './measure-store.ts';

it('counts every operation of the store, from zero on, also those that fail', async () => {
  await using folder = await StoreFolder.make();
  const metrics = makeCoordinatorMetrics(() => []);
  const store = measureStore(folder.store, metrics.observeStore);
  const count = async (operation: string): Promise<number> => {
    const name = `toe_coordinator_store_operation_seconds_count{operation="${operation}"}`;
    const line = (await metrics.registry.metrics()).split('\n').find((text) => text.startsWith(name));
    return Number(line?.split(' ').at(-1) ?? Number.NaN);
  };
  expect(await count('write_document')).toBe(0);
  expect(await count('finish_upload')).toBe(0);
  await store.putDocument('runs/a/plan.json', Buffer.from('{}'));
  expect((await store.readDocument('runs/a/plan.json'))?.toString()).toBe('{}');
  await expect(store.putDocument('../evil', Buffer.from('{}'))).rejects.toThrow('evil');
  expect(await count('write_document')).toBe(2);
  expect(await count('read_document')).toBe(1);
});

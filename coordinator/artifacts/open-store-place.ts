import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../shared/log.ts';
import { readEpoch, writeEpoch } from '../leadership/epoch-file.ts';
import { openDiskStore } from './disk-store.ts';
import type { StorePlace } from './opened-store.ts';
import type { DiskStoreConfig, StoreConfig } from './store-config.ts';
import { sweepHourly } from './sweep-hourly.ts';

/** The place that the configuration names. Throws an Error with a remedy. */
export async function openStorePlace(config: StoreConfig, log: Log): Promise<StorePlace> {
  if (config.kind === 'disk') return openFolderPlace(config);
  // The SDK is 20 MiB of memory, which a coordinator with a disk does not need.
  const { openBucketPlace } = await import('./s3/open-bucket-place.ts');
  return await openBucketPlace(config, log);
}

function openFolderPlace({ directory, floorBytes }: DiskStoreConfig): StorePlace {
  const epochPath = join(directory, '.epoch');
  return {
    epochs: {
      readHighest: () => readEpoch(epochPath),
      note: async (epoch) => {
        await mkdir(directory, { recursive: true });
        await writeEpoch(epochPath, epoch);
      },
    },
    open: async ({ clock, failpoints, log, mayBeClaimed }) => {
      const store = await openDiskStore({ root: directory, floorBytes, clock, failpoints });
      const sweeping = { log, mayBeClaimed: (key: string) => mayBeClaimed(store, key) };
      return { ...store, parts: [sweepHourly((signal) => store.sweep(sweeping, signal), { clock, log })] };
    },
  };
}

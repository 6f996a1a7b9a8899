import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DiskStore, openDiskStore } from '../../coordinator/artifacts/disk-store.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Failpoints } from '../../shared/runtime/failpoint.ts';
import { StoreStage } from './store-stage.ts';

/** A disk store in a folder of its own. */
export class StoreFolder extends StoreStage<DiskStore> {
  readonly root: string;

  private constructor(root: string) {
    super();
    this.root = root;
  }

  static async make(): Promise<StoreFolder> {
    const folder = new StoreFolder(await mkdtemp(join(tmpdir(), 'toe-store-')));
    await folder.reopen();
    return folder;
  }

  override get where(): string {
    return this.root;
  }

  override pathOf(key: string): string {
    return join(this.root, key);
  }

  override async listUnfinished(): Promise<readonly string[]> {
    const folder = join(this.root, '.uploads');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await rm(this.root, { recursive: true });
  }

  protected override async openStore(failpoints: Failpoints, room: 'plenty' | 'none'): Promise<DiskStore> {
    const floorBytes = room === 'none' ? Number.MAX_SAFE_INTEGER : 0;
    return await openDiskStore({ root: this.root, floorBytes, clock: systemClock, failpoints });
  }
}

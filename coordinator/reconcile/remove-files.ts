import type { StageDeps } from './stage.ts';

/** Removes all that the store has of a run, and has nodes free what they keep of it. */
export async function removeFiles(
  runUid: string,
  { store, kept }: Pick<StageDeps, 'store' | 'kept'>,
): Promise<void> {
  await store.removeAll(`runs/${runUid}`);
  kept.noteRemoved(runUid);
}

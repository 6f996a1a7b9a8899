import type { Clock } from '../../shared/runtime/clock.ts';
import type { CaptureClient, CaptureRef } from '../connection/capture-client.ts';
import type { ProgressDisplay } from '../output/progress-display.ts';
import { type DownloadResult, downloadArtifact } from './download-artifact.ts';
import { followFile } from './follow-file.ts';
import { describeDownload, planDownloads, planFollowing } from './plan-downloads.ts';

const lookMs = 1_000;

interface FetchDependencies {
  readonly client: CaptureClient;
  readonly clock: Clock;
  readonly display: ProgressDisplay;
  /** Leaves compressed files as they are stored. */
  readonly asStored?: boolean;
}

/**
 * Fetches the files of a capture into its folder while it goes on: those that still grow as far as they are, finished
 * ones whole and verified. Resolves with the finished ones when `over` aborts; of others there is the `.part`, from
 * which the next download goes on. What fails is tried again while it goes on.
 */
export async function fetchAsTheyCome(
  ref: CaptureRef,
  directory: string,
  deps: FetchDependencies,
  over: AbortSignal,
): Promise<readonly DownloadResult[]> {
  const fetched = new Map<string, DownloadResult>();
  const followed = new Map<string, Promise<void>>();
  const told = new Set<string>();
  while (!over.aborted) {
    const artifacts = await deps.client.listArtifacts(ref, { growing: true }).catch(() => []);
    for (const { key, path, label } of planFollowing(directory, artifacts)) {
      if (followed.has(path)) continue;
      if (!told.has(key)) deps.display.note(`  ${label}  is fetched as it grows`);
      told.add(key);
      const following = followFile(ref, { key, path }, deps.client, over).finally(() =>
        followed.delete(path),
      );
      followed.set(path, following);
    }
    for (const download of planDownloads(directory, artifacts, deps.asStored === true).downloads) {
      if (over.aborted) break;
      if (followed.has(download.path) || fetched.get(download.path)?.download.key === download.key) continue;
      const result = await downloadArtifact(ref, download, { ...deps, onBytes: () => undefined }, over);
      if (result.kind === 'downloaded' || result.kind === 'present') fetched.set(download.path, result);
      if (result.kind === 'downloaded') deps.display.note(describeDownload(download));
    }
    await deps.clock.sleep(lookMs, over).catch(() => undefined);
  }
  await Promise.all(followed.values());
  return [...fetched.values()];
}

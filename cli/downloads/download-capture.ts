import { join } from 'node:path';
import { toBytesText } from '../../shared/domain/quantity.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { CliError } from '../cli-error.ts';
import type { CaptureClient, CaptureRef } from '../connection/capture-client.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ProgressDisplay } from '../output/progress-display.ts';
import { type DownloadResult, downloadArtifact } from './download-artifact.ts';
import { planDownloads } from './plan-downloads.ts';

const atOnce = 3;

export interface DownloadedCapture {
  /** The capture's own folder. */
  readonly directory: string;
  readonly results: readonly DownloadResult[];
  /** Why files were left out or failed, each a sentence. */
  readonly problems: readonly string[];
  readonly interrupted: boolean;
}

export interface DownloadCaptureDependencies {
  readonly client: CaptureClient;
  readonly clock: Clock;
  readonly display: ProgressDisplay;
  /** Leaves compressed files as they are stored. */
  readonly asStored?: boolean;
}

/** Fetches every verified file of a capture into `<parent>/<name>/`, three at a time. Throws where it has none. */
export async function downloadCapture(
  ref: CaptureRef,
  parent: string,
  deps: DownloadCaptureDependencies,
  signal: AbortSignal,
): Promise<DownloadedCapture> {
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(ref.name) || ref.name.includes('..')) {
    throw new CliError(`Cannot download capture "${ref.name}": its name is not a safe folder name`, {
      exitCode: exitCodes.usage,
    });
  }
  const directory = join(parent, ref.name);
  const plan = planDownloads(directory, await deps.client.listArtifacts(ref), deps.asStored === true);
  const total = plan.downloads.reduce((sum, { sent }) => sum + sent.sizeBytes, 0);
  if (plan.downloads.length > 0) {
    deps.display.note(`Downloading ${plan.downloads.length} files, ${toBytesText(total)}, to "${directory}"`);
  }
  const results: DownloadResult[] = [];
  const queue = plan.downloads.values();
  const worker = async (): Promise<void> => {
    for (const download of queue) {
      if (signal.aborted) return;
      const result = await downloadArtifact(ref, download, { ...deps, onBytes: () => undefined }, signal);
      results.push(result);
      if (result.kind === 'downloaded') {
        deps.display.note(
          `  ${download.label}  ${toBytesText(download.sizeBytes)}  sha256 ${download.sha256.slice(0, 12)}… verified`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const failures = results.flatMap((result) =>
    result.kind === 'failed' ? [`Cannot download "${result.download.label}": ${result.message}`] : [],
  );
  return { directory, results, problems: [...plan.refused, ...failures], interrupted: signal.aborted };
}

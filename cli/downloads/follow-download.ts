import { type FollowEnd, followCapture } from '../capture/follow-capture.ts';
import type { CaptureRef } from '../connection/capture-client.ts';
import {
  type DownloadCaptureDependencies,
  type DownloadedCapture,
  downloadCapture,
  toDirectory,
} from './download-capture.ts';
import { fetchAsTheyCome } from './fetch-as-they-come.ts';

/**
 * Fetches the files of a capture as they arrive until it is over, then whatever is left, and verifies all. Leaving does
 * not stop the capture.
 */
export async function followDownload(
  ref: CaptureRef,
  parent: string,
  deps: DownloadCaptureDependencies,
  leave: AbortSignal,
): Promise<DownloadedCapture> {
  const directory = toDirectory(ref, parent);
  deps.display.note(`Following capture "${ref.name}"; its files go to "${directory}"`);
  const over = new AbortController();
  const fetching = fetchAsTheyCome(ref, directory, deps, over.signal);
  const follow = async (): Promise<FollowEnd> => {
    try {
      return await followCapture(ref, deps, leave);
    } finally {
      over.abort();
      await fetching;
      deps.display.end();
    }
  };
  const end = await follow();
  if (end.kind === 'detached') return { directory, results: await fetching, problems: [], interrupted: true };
  const downloaded = await downloadCapture(ref, parent, deps, leave);
  // A part that was fetched of a file that was begun again is known by the digest alone, and is gone now.
  return downloaded.problems.length === 0 || downloaded.interrupted
    ? downloaded
    : await downloadCapture(ref, parent, deps, leave);
}

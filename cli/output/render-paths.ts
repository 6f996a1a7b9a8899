import type { DownloadedCapture } from '../downloads/download-capture.ts';

/** The files that are here now, a path a line, in order. */
export function renderPaths(downloaded: DownloadedCapture): string {
  return downloaded.results
    .flatMap((result) =>
      result.kind === 'downloaded' || result.kind === 'present' ? [`${result.download.path}\n`] : [],
    )
    .toSorted()
    .join('');
}

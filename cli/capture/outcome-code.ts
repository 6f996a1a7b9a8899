import type { DownloadedCapture } from '../downloads/download-capture.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { CaptureView } from './capture-view.ts';

/** The exit code that a terminal capture deserves. */
export function toExitCode(view: CaptureView): ExitCode {
  if (view.phase === 'Succeeded') return view.selected > view.verified ? exitCodes.partial : exitCodes.ok;
  return view.phase === 'PartiallySucceeded' ? exitCodes.partial : exitCodes.failed;
}

/** The exit code that a download deserves. */
export function toDownloadCode({ results, problems, interrupted }: DownloadedCapture): ExitCode {
  if (interrupted) return exitCodes.interrupted;
  if (problems.length === 0) return exitCodes.ok;
  const isSomeThere = results.some((result) => result.kind === 'downloaded' || result.kind === 'present');
  return isSomeThere ? exitCodes.partial : exitCodes.failed;
}

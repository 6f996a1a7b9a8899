import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { CaptureView } from './capture-view.ts';

/** The exit code that a terminal capture deserves. */
export function toExitCode(view: CaptureView): ExitCode {
  if (view.phase === 'Succeeded') return view.selected > view.verified ? exitCodes.partial : exitCodes.ok;
  return view.phase === 'PartiallySucceeded' ? exitCodes.partial : exitCodes.failed;
}

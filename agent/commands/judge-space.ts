import { toBytesText } from '../../shared/domain/quantity.ts';
import type { ToolEnding } from '../execution/tool-request.ts';

/** Less than this is nothing: what a tool wanted to write did not fit any more. */
const nothingBytes = 64 * 1024 * 1024;

/**
 * The end of a tool in the light of the spool's disk: one that ended of itself on a full one has not written what it
 * saw, whatever its exit says (tcpdump then ends with 0). What is there is kept.
 */
export function judgeSpace(
  end: ToolEnding,
  { freeBytes, floorBytes }: { readonly freeBytes: number; readonly floorBytes: number },
): ToolEnding {
  const isByItself = end.cause === 'exit' && (end.ending === 'succeeded' || end.ending === 'failed');
  if (!isByItself || freeBytes >= Math.min(floorBytes, nothingBytes)) return end;
  const message = `Cannot write more: the spool's disk had ${toBytesText(freeBytes)} free when the tool ended: at least ${toBytesText(floorBytes)} is needed`;
  return {
    ...end,
    ending: 'spoolFull',
    cause: 'spoolFull',
    reason: 'SpoolFull',
    message: end.message === '' ? message : `${message}: ${end.message}`,
  };
}

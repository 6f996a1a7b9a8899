import type { FileHandle } from 'node:fs/promises';
import { checkGzip } from './check-gzip.ts';
import { checkNdjson } from './check-ndjson.ts';
import { checkPcap } from './check-pcap.ts';
import { checkPerfData } from './check-perf-data.ts';
import { checkZstd } from './check-zstd.ts';
import { WindowReader } from './window-reader.ts';

type Check = (reader: WindowReader, file: FileHandle) => Promise<string | undefined>;

/** By media type or the end of the file's name; the first that fits. */
const checks: readonly { readonly type: RegExp; readonly name: RegExp; readonly check: Check }[] = [
  { type: /[/+]zstd$/, name: /\.zst$/, check: checkZstd },
  { type: /[/+](x-)?gzip$/, name: /\.(gz|tgz)$/, check: async (_reader, file) => await checkGzip(file) },
  { type: /\/vnd\.linux\.perf-data$/, name: /(^|\.)perf\.data$/, check: checkPerfData },
  { type: /\/vnd\.tcpdump\.pcap$/, name: /\.pcap$/, check: checkPcap },
  { type: /\/x-ndjson$/, name: /\.(ndjson|jsonl)$/, check: checkNdjson },
];

/**
 * Whether the file was written to its end, as far as its format tells: an exit code is no evidence. Undefined:
 * complete; else what is wrong, to be read after the file's name. Of an unknown format any content is complete.
 */
export async function checkFormat(
  file: FileHandle,
  subject: { readonly sizeBytes: number; readonly mediaType: string; readonly fileName: string },
): Promise<string | undefined> {
  if (subject.sizeBytes === 0) return 'is empty';
  const mediaType = subject.mediaType.replace(/;.*$/, '').trim();
  const found =
    checks.find(({ type }) => type.test(mediaType)) ?? checks.find(({ name }) => name.test(subject.fileName));
  return await found?.check(new WindowReader(file, subject.sizeBytes), file);
}

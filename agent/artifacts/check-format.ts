import type { FileHandle } from 'node:fs/promises';
import { checkAperf } from './check-aperf.ts';
import { checkFolded } from './check-folded.ts';
import { checkGzip } from './check-gzip.ts';
import { checkJfr } from './check-jfr.ts';
import { checkJson } from './check-json.ts';
import { checkMarkup } from './check-markup.ts';
import { checkNdjson } from './check-ndjson.ts';
import { checkPcap } from './check-pcap.ts';
import { checkPcapng } from './check-pcapng.ts';
import { checkPerfData } from './check-perf-data.ts';
import { checkTar, checkTarGzip } from './check-tar.ts';
import { checkText } from './check-text.ts';
import { checkZstd } from './check-zstd.ts';
import { WindowReader } from './window-reader.ts';

type Check = (reader: WindowReader, file: FileHandle) => Promise<string | undefined>;

interface Format {
  readonly type: RegExp;
  readonly name?: RegExp;
  /** By type and name together only, never by one of them. */
  readonly needsBoth?: true;
  readonly check: Check;
}

const gzip = /[/+](x-)?gzip$/;
const tarGzip = /\/((x-)?(gtar|tgz|compressed-tar)|.*tar\+gzip)$/;

/** By media type, else by the end of the file's name; the first that fits. */
const formats: readonly Format[] = [
  { type: /[/+]zstd$/, name: /\.zst$/, check: checkZstd },
  { type: /\/vnd\.aperf\.run\+gzip$/, check: onFile(checkAperf) },
  { type: tarGzip, name: /\.(tar\.gz|tgz)$/, check: onFile(checkTarGzip) },
  { type: gzip, name: /\.(tar\.gz|tgz)$/, needsBoth: true, check: onFile(checkTarGzip) },
  { type: gzip, name: /\.gz$/, check: onFile(checkGzip) },
  { type: /[/+](x-)?tar$/, name: /\.tar$/, check: onFile(checkTar) },
  { type: /\/vnd\.linux\.perf-data$/, name: /(^|\.)perf\.data$/, check: checkPerfData },
  { type: /\/vnd\.tcpdump\.pcap$/, name: /\.pcap$/, check: checkPcap },
  { type: /\/(x-|vnd\.tcpdump\.)?pcapng$/, name: /\.pcapng$/, check: checkPcapng },
  { type: /\/x-jfr$/, name: /\.jfr$/, check: checkJfr },
  { type: /\/x-ndjson$/, name: /\.(ndjson|jsonl)$/, check: checkNdjson },
  { type: /[/+]json$/, name: /\.json$/, check: onFile(checkJson) },
  { type: /\/html$/, name: /\.html?$/, check: checkMarkup('html') },
  { type: /\/svg\+xml$/, name: /\.svg$/, check: checkMarkup('svg') },
  { type: /\/vnd\.folded-stacks$/, name: /\.folded$/, check: onFile(checkFolded) },
  { type: /^text\//, name: /\.txt$/, check: checkText },
];

interface Subject {
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly fileName: string;
  /** The media type of what the tool is known to write there; goes before what the file is said to be. */
  readonly writtenAs?: string | undefined;
}

/**
 * Whether the file was written to its end, as far as its format tells: an exit code is no evidence. Undefined:
 * complete; else what is wrong, to be read after the file's name. Of an unknown format any content is complete. Big
 * files are read piece by piece, and the event loop has its turn between two.
 */
export async function checkFormat(file: FileHandle, subject: Subject): Promise<string | undefined> {
  if (subject.sizeBytes === 0) return 'is empty';
  return await findCheck(subject)?.(new WindowReader(file, subject.sizeBytes), file);
}

/** Undefined where nothing is known of the format. */
function findCheck({ writtenAs = '', mediaType, fileName }: Subject): Check | undefined {
  const found = findByType(writtenAs, fileName) ?? findByType(mediaType, fileName);
  return (found ?? formats.find(({ name, needsBoth }) => needsBoth !== true && name?.test(fileName)))?.check;
}

function findByType(text: string, fileName: string): Format | undefined {
  const mediaType = text.replace(/;.*$/, '').trim().toLowerCase();
  return formats.find(
    ({ type, name, needsBoth }) => type.test(mediaType) && (needsBoth !== true || name?.test(fileName)),
  );
}

/** Of a check that streams the file. */
function onFile(check: (file: FileHandle) => Promise<string | undefined>): Check {
  return async (_reader, file) => await check(file);
}

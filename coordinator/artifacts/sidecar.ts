import { readFile } from 'node:fs/promises';
import type { Receipt } from '../../shared/domain/artifact.ts';
import type { UploadMeta } from './artifact-store.ts';
import { orMissing } from './write-all.ts';

/** What stands beside a finished object; durable before the object has its name. */
export interface Sidecar {
  readonly meta: UploadMeta;
  readonly receipt: Receipt;
}

export function encodeSidecar(sidecar: Sidecar): Buffer {
  return Buffer.from(`${JSON.stringify(sidecar, undefined, 2)}\n`);
}

/** Reads it; undefined where there is none or where it is none: the object is then not finished. */
export async function readSidecar(path: string): Promise<Sidecar | undefined> {
  return parseSidecar(await orMissing(readFile(path, 'utf8')));
}

/** Reads the meta of an unfinished upload. */
export async function readMeta(path: string): Promise<UploadMeta | undefined> {
  return parseMeta(await orMissing(readFile(path, 'utf8')));
}

/** Undefined for a text that is none. `etag` is `''` where the sidecar has none. */
export function parseSidecar(text: string | undefined): (Sidecar & { readonly etag: string }) | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || !isMeta(value.meta) || !isReceipt(value.receipt)) return undefined;
  return { meta: value.meta, receipt: value.receipt, etag: typeof value.etag === 'string' ? value.etag : '' };
}

export function parseMeta(text: string | undefined): UploadMeta | undefined {
  const value = parseJson(text);
  return isMeta(value) ? value : undefined;
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isMeta(value: unknown): value is UploadMeta {
  return (
    isRecord(value) &&
    ['owner', 'artifactId', 'fileName', 'mediaType'].every((field) => typeof value[field] === 'string') &&
    Number.isSafeInteger(value.declaredSizeBytes)
  );
}

function isReceipt(value: unknown): value is Receipt {
  return (
    isRecord(value) &&
    ['artifactId', 'key', 'sha256'].every((field) => typeof value[field] === 'string') &&
    Number.isSafeInteger(value.sizeBytes) &&
    Number.isSafeInteger(value.verifiedUnixUs)
  );
}

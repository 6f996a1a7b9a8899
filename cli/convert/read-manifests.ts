import { readFile, stat } from 'node:fs/promises';
import { hasCode } from '../../shared/runtime/has-code.ts';
import type { Manifest } from './list-objects.ts';

export type ReadManifests =
  | { readonly kind: 'read'; readonly manifests: readonly Manifest[] }
  /** Every file that cannot be read, each a sentence. */
  | { readonly kind: 'unreadable'; readonly faults: readonly string[] };

const maxBytes = 32 * 1024 * 1024;
const tooLarge = 'it has more than 32 MiB: split it';

/** Reads the named files, `-` being standard input, in their order. */
export async function readManifests(
  names: readonly string[],
  stdin: NodeJS.ReadableStream,
): Promise<ReadManifests> {
  const faults: string[] = [];
  const manifests: Manifest[] = [];
  for (const name of names) {
    try {
      const bytes = name === '-' ? await readStream(stdin) : await readLimited(name);
      manifests.push({ file: name === '-' ? 'stdin' : name, text: decode(bytes) });
    } catch (error) {
      faults.push(`Cannot read "${name}": ${explainReadError(error)}`);
    }
  }
  return faults.length > 0 ? { kind: 'unreadable', faults } : { kind: 'read', manifests };
}

async function readLimited(path: string): Promise<Uint8Array> {
  if ((await stat(path)).size > maxBytes) throw new RangeError(tooLarge);
  return readFile(path);
}

async function readStream(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    sizeBytes += bytes.length;
    if (sizeBytes > maxBytes) throw new RangeError(tooLarge);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new RangeError('it is not text in UTF-8: give a YAML file', { cause: error });
  }
}

/** Why a file cannot be read, and what to do. */
export function explainReadError(error: unknown): string {
  if (error instanceof RangeError) return error.message;
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) return 'there is no such file: check the path';
  if (hasCode(error, 'EISDIR')) return 'it is a folder: give its files, each with -f';
  if (hasCode(error, 'EACCES', 'EPERM')) return 'you may not read it: check its mode';
  return error instanceof Error ? error.message : String(error);
}

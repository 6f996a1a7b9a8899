import { join } from 'node:path';
import {
  type Encoding,
  encodingEndings,
  fileNamePattern,
  isEncoding,
  sha256Pattern,
} from '../../shared/domain/artifact.ts';
import type { Artifact__Output } from '../../shared/rpc/generated/toe/v1/Artifact.ts';
import type { StoredArtifact__Output } from '../../shared/rpc/generated/toe/v1/StoredArtifact.ts';

/** A file to fetch: where from, where to, and what its bytes must be. */
export interface Download {
  readonly key: string;
  readonly path: string;
  /** Relative to the capture's folder, for people. */
  readonly label: string;
  /** Of the file at `path`. */
  readonly sizeBytes: number;
  readonly sha256: string;
  /** What is sent, and the file in which it is gathered. */
  readonly sent: { readonly sizeBytes: number; readonly sha256: string; readonly part: string };
  /** What makes the file of what is sent; undefined: it is the file. */
  readonly encoding: Encoding | undefined;
}

export interface DownloadPlan {
  readonly downloads: readonly Download[];
  /** Why files are left out, each a sentence. */
  readonly refused: readonly string[];
}

const nodePattern = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/**
 * What to fetch into `<directory>/<node>/<file>`, and processors' files into `<directory>/<file>`. Nothing that the
 * server says is trusted as a path; an unverified file is left out; of two files with one place, the one of the
 * latest attempt is kept. What was compressed on its node becomes the file that the tool left, unless `asStored`.
 */
export function planDownloads(
  directory: string,
  artifacts: readonly StoredArtifact__Output[],
  asStored: boolean,
): DownloadPlan {
  const byPath = new Map<string, Download>();
  const refused: string[] = [];
  for (const entry of artifacts.toSorted((a, b) => a.attempt - b.attempt)) {
    const { artifact, node, key } = entry;
    if (artifact === null) continue;
    const fault = findFault(entry, asStored);
    if (fault !== undefined) {
      refused.push(`Cannot download "${artifact.fileName}" of node "${node}": ${fault}`);
      continue;
    }
    const { fileName, encoding: found, rawSizeBytes, rawSha256 } = artifact;
    const encoding = !asStored && isEncoding(found) ? found : undefined;
    const label = join(node, encoding === undefined ? fileName : toRawName(fileName, encoding));
    const stored = { sizeBytes: artifact.sizeBytes, sha256: artifact.sha256 };
    byPath.set(label, {
      key,
      path: join(directory, label),
      label,
      ...(encoding === undefined ? stored : { sizeBytes: rawSizeBytes, sha256: rawSha256 }),
      sent: { ...stored, part: join(directory, node, `${fileName}.part`) },
      encoding,
    });
  }
  return { downloads: [...byPath.values()], refused };
}

function toRawName(fileName: string, encoding: Encoding): string {
  const ending = encodingEndings[encoding];
  return fileName.endsWith(ending) && fileName !== ending ? fileName.slice(0, -ending.length) : fileName;
}

function findFault(
  { artifact, node, processor, verified }: StoredArtifact__Output,
  asStored: boolean,
): string | undefined {
  if (artifact === null || !fileNamePattern.test(artifact.fileName))
    return 'its name is not a safe file name';
  if (node === '' ? processor === '' : !nodePattern.test(node) || node.includes('..')) {
    return 'its node is not a safe folder name';
  }
  if (!sha256Pattern.test(artifact.sha256)) return 'it has no SHA-256 to check the bytes against';
  if (!Number.isSafeInteger(artifact.sizeBytes) || artifact.sizeBytes < 0) return 'its size is not a size';
  if (!verified) return 'it is not verified in the store';
  return asStored || artifact.encoding === '' ? undefined : findRawFault(artifact);
}

function findRawFault({ encoding, rawSizeBytes, rawSha256 }: Artifact__Output): string | undefined {
  if (!isEncoding(encoding))
    return `it is compressed as "${encoding}", which this toe does not know: take it with --stored`;
  if (!sha256Pattern.test(rawSha256) || !Number.isSafeInteger(rawSizeBytes) || rawSizeBytes < 0)
    return 'what it decompresses to is not known: take it with --stored';
  return undefined;
}

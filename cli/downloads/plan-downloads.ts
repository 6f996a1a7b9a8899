import { join } from 'node:path';
import { type Encoding, isEncoding, sha256Pattern, toRawName } from '../../shared/domain/artifact.ts';
import { toBundlePath } from '../../shared/domain/bundle-path.ts';
import { toBytesText } from '../../shared/domain/quantity.ts';
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
    if (artifact === null || entry.growing) continue;
    const fault = findFault(entry, asStored);
    if (fault !== undefined) {
      refused.push(`Cannot download "${artifact.fileName}" of node "${node}": ${fault}`);
      continue;
    }
    const { fileName, encoding: found, rawSizeBytes, rawSha256 } = artifact;
    const encoding = !asStored && isEncoding(found) ? found : undefined;
    const label = toLabel(entry, encoding === undefined ? fileName : toRawName(fileName, encoding));
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

/** Where to put what arrives of files that still grow, as `planDownloads` does with finished ones. */
export function planFollowing(
  directory: string,
  artifacts: readonly StoredArtifact__Output[],
): readonly Pick<Download, 'key' | 'path' | 'label'>[] {
  const byPath = new Map<string, Pick<Download, 'key' | 'path' | 'label'>>();
  for (const { artifact, node, attempt, growing, key } of artifacts.toSorted(
    (a, b) => a.attempt - b.attempt,
  )) {
    if (!growing || artifact === null || node === '') continue;
    const label = toBundlePath({ node, attempt, fileName: artifact.fileName });
    if (label === undefined) continue;
    byPath.set(label, { key, path: join(directory, label), label });
  }
  return [...byPath.values()];
}

/** A line about a file that is here and proven. */
export function describeDownload({ label, sizeBytes, sha256 }: Download): string {
  return `  ${label}  ${toBytesText(sizeBytes)}  sha256 ${sha256.slice(0, 12)}… verified`;
}

function toLabel({ node, attempt }: StoredArtifact__Output, fileName: string): string {
  return toBundlePath({ node, attempt, fileName }) ?? '';
}

function findFault(
  { artifact, node, processor, verified }: StoredArtifact__Output,
  asStored: boolean,
): string | undefined {
  const isOfNobody = node === '' && processor === '';
  if (
    artifact === null ||
    isOfNobody ||
    toBundlePath({ node, attempt: 0, fileName: artifact.fileName }) === undefined
  )
    return 'its place is not a safe file name in a safe folder';
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

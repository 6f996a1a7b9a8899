import type { Receipt } from '../../shared/domain/artifact.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { ArtifactStatus } from '../../shared/kinds/power-tool.ts';
import type { KeptPlace } from '../kept/place-kept.ts';
import { listed, toArtifactStatus } from './compute-status.ts';
import type { ManifestFile, ManifestNode } from './manifest.ts';

/**
 * The node of an ended run as its files are now: in the store, kept on the node, or gone. One whose files have all
 * arrived is verified as any other is.
 */
export function withFetchedFiles(
  node: ManifestNode,
  receipts: readonly Receipt[],
  places: ReadonlyMap<string, KeptPlace>,
): ManifestNode {
  const files = node.files.map((file): ManifestFile => {
    if (file.receipt !== undefined) return file;
    const { kept: _kept, gone: _gone, ...artifact } = file;
    const receipt = receipts.find(({ artifactId }) => artifactId === file.artifactId);
    if (receipt !== undefined) return { ...artifact, receipt };
    const place = places.get(file.artifactId);
    return place?.kind === 'gone' ? { ...artifact, gone: place.why } : { ...artifact, kept: true };
  });
  if (node.reason !== reasons.KeptOnNode || files.some(({ receipt }) => receipt === undefined))
    return { ...node, files };
  return { ...node, files, reason: node.outcome?.reason ?? '', message: node.outcome?.message ?? '' };
}

/** The first files of an ended run, as its status lists them. */
export function listFetchedFiles(nodes: readonly ManifestNode[]): readonly ArtifactStatus[] {
  return nodes
    .flatMap(({ node, files }) =>
      files.flatMap((file) =>
        toArtifactStatus(node, file, file.receipt ?? (file.kept === true ? 'kept' : undefined)),
      ),
    )
    .slice(0, listed);
}

/** Bytes of an ended run that are in the store. */
export function sumStored(nodes: readonly ManifestNode[]): number {
  return nodes.flatMap(({ files }) => files).reduce((sum, { receipt }) => sum + (receipt?.sizeBytes ?? 0), 0);
}

/** Whether reports are to be made of what was fetched: once all of it is here that comes, and anew for what is new. */
export function isProcessingDue(run: {
  readonly hasNews: boolean;
  /** None were made of anything yet. */
  readonly isOwed: boolean;
  readonly storedBytes: number;
  /** A file is on its way. */
  readonly isComing: boolean;
}): boolean {
  return (run.hasNews || run.isOwed) && run.storedBytes > 0 && !run.isComing;
}

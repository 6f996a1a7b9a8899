import type { Artifact } from '../../shared/domain/artifact.ts';
import { type KeptPlace, placeKept } from '../kept/place-kept.ts';
import type { Manifest } from '../reconcile/manifest.ts';
import type { GatewayDeps } from './gateway-deps.ts';

/** A file that a capture keeps on a node. */
export interface KeptEntry {
  readonly artifact: Artifact;
  readonly node: string;
  readonly attempt: number;
  /** Under which the store has it once it was fetched. */
  readonly key: string;
  readonly place: KeptPlace;
}

/** The files that are not in the store by the manifest of a capture that keeps them, and where they are now. */
export function listKept(
  { runUid, command, nodes }: Pick<Manifest, 'runUid' | 'command' | 'nodes'>,
  { sessions }: Pick<GatewayDeps, 'sessions'>,
): readonly KeptEntry[] {
  if (!(command.keepMs > 0)) return [];
  return nodes.flatMap(({ node, nodeUid, attempt, commandId, files }) =>
    files
      .filter(({ receipt }) => receipt === undefined)
      .map(({ receipt: _receipt, late: _late, kept: _kept, gone, ...artifact }): KeptEntry => {
        const { artifactId } = artifact;
        const place: KeptPlace =
          gone === undefined
            ? placeKept({ node, nodeUid, commandId, artifactId }, sessions.get(node))
            : { kind: 'gone', why: gone };
        return { artifact, node, attempt, key: `runs/${runUid}/${node}/${attempt}/${artifactId}`, place };
      }),
  );
}

import { toBytesText } from '../../shared/domain/quantity.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { Condition } from '../../shared/kinds/power-tool.ts';

/** As far as it tells where the files of a node are. */
export interface KeptNode {
  readonly node: string;
  readonly files: readonly {
    readonly sizeBytes: number;
    readonly kept?: true;
    readonly gone?: string;
  }[];
}

/** `KeptOnNodes` of a capture whose files stay on nodes: whether some are still there and not in the store. */
export function toKeptCondition(nodes: readonly KeptNode[]): Omit<Condition, 'lastTransitionTime'> {
  const type = 'KeptOnNodes';
  const holders = nodes.filter(({ files }) => files.some(({ kept }) => kept === true));
  const files = nodes.flatMap((node) => node.files);
  const gone = files.filter((file) => file.gone !== undefined);
  const lost =
    gone.length === 0
      ? ''
      : `${gone.length} of ${files.length} files are neither on their nodes nor in the store: ${gone[0]?.gone}`;
  if (holders.length > 0) {
    const kept = files.filter((file) => file.kept === true).length;
    const where = new Set(holders.map(({ node }) => node)).size;
    const message = `${kept} files, ${toBytesText(sumKept(nodes))}, are on ${where} nodes and not in the store`;
    const all = lost === '' ? message : `${message}; ${lost}`;
    return { type, status: 'True', reason: reasons.KeptOnNode, message: all };
  }
  if (lost !== '') return { type, status: 'False', reason: reasons.KeptFilesGone, message: lost };
  return {
    type,
    status: 'False',
    reason: reasons.Fetched,
    message: `All ${files.length} files are in the store`,
  };
}

/** Bytes that are on nodes and not in the store. */
export function sumKept(nodes: readonly KeptNode[]): number {
  return nodes
    .flatMap(({ files }) => files)
    .reduce((sum, { kept, sizeBytes }) => sum + (kept === true ? sizeBytes : 0), 0);
}

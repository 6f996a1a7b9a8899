import type { NodeView } from '../capture/capture-view.ts';

/** What was last seen of a node's upload, and the rate that follows from it. */
interface TransferRate {
  readonly uploadBytes: number;
  readonly atMs: number;
  /** Undefined until bytes were seen to move. */
  readonly bytesPerSecond: number | undefined;
}

export type TransferRates = ReadonlyMap<string, TransferRate>;

/** Rates after another look at the nodes; an old rate and a new one are averaged, so that numbers do not jump. */
export function updateRates(before: TransferRates, nodes: readonly NodeView[], nowMs: number): TransferRates {
  return new Map(
    nodes.map(({ node, uploadBytes }) => {
      const old = before.get(node);
      const passedMs = old === undefined ? 0 : nowMs - old.atMs;
      if (old === undefined) return [node, { uploadBytes, atMs: nowMs, bytesPerSecond: undefined }];
      if (passedMs < 200 || uploadBytes <= old.uploadBytes) return [node, old];
      const latest = ((uploadBytes - old.uploadBytes) * 1000) / passedMs;
      const bytesPerSecond = old.bytesPerSecond === undefined ? latest : (old.bytesPerSecond + latest) / 2;
      return [node, { uploadBytes, atMs: nowMs, bytesPerSecond }];
    }),
  );
}

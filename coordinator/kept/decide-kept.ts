/** How long files of a run that nothing tells of are left alone, in the store and on nodes: they may be claimed yet. */
export const orphanGraceMs = 24 * 3_600_000;

/** Somebody asked for the files that a run keeps on nodes; `fetch.json` of the run. */
export interface FetchOrder {
  readonly requestedBy: string;
  readonly requestedUnixUs: number;
  /** Nodes that come back later are not asked any more. */
  readonly untilUnixUs: number;
}

/** What this coordinator knows of a run that an agent keeps files of. */
export type KeptRun =
  | { readonly kind: 'known'; readonly order: FetchOrder | undefined }
  /** Its files were removed while this coordinator led. */
  | { readonly kind: 'removed' }
  /** The store has nothing of it: it was removed, or the store is another one. */
  | { readonly kind: 'unknown'; readonly sinceUnixUs: number };

/** What is to be done with the files that agents keep of a run. What may still be claimed is left alone. */
export function decideKept(run: KeptRun, nowUnixUs: number): 'leave' | 'fetch' | 'discard' {
  switch (run.kind) {
    case 'known':
      return isOrdered(run.order, nowUnixUs) ? 'fetch' : 'leave';
    case 'removed':
      return 'discard';
    case 'unknown':
      return nowUnixUs - run.sinceUnixUs >= orphanGraceMs * 1_000 ? 'discard' : 'leave';
    default:
      return run satisfies never;
  }
}

/** Whether files are still to be brought by an order. */
export function isOrdered(order: FetchOrder | undefined, nowUnixUs: number): boolean {
  return order !== undefined && nowUnixUs < order.untilUnixUs;
}

import { type CallTree, sumSubtrees } from '../call-tree.ts';

/** A call tree as the page draws it: the small stacks of each parent are one. */
export interface SmallTree {
  /** Frame numbers of the call tree; -1 stands for the small ones together. */
  readonly frame: readonly number[];
  readonly depth: readonly number[];
  readonly samples: readonly number[];
  readonly periods: readonly number[];
  /** Share of its node's busy weight below which a stack is small. */
  readonly smallShare: number;
}

/**
 * Folds every stack under `smallShare` of what is busy (not the idle thread) on its node into one per parent. As
 * long as more than `maxStacks` remain, the share doubles.
 */
export function shrinkTree(
  tree: CallTree,
  weights: Float64Array,
  smallShare: number,
  maxStacks: number,
): SmallTree {
  const totals = sumSubtrees(tree.depth, weights);
  const busy = findBusyWeights(tree, totals);
  let small = keepLarge(tree, totals, busy, smallShare);
  while (small.frame.length > maxStacks && small.smallShare < 1)
    small = keepLarge(tree, totals, busy, Math.min(1, small.smallShare * 2));
  return small;
}

function keepLarge(tree: CallTree, totals: Float64Array, busy: Float64Array, share: number): SmallTree {
  const frame: number[] = [];
  const depth: number[] = [];
  const samples: number[] = [];
  const periods: number[] = [];
  // Where each depth's small ones gather until the parent ends: they come last.
  const gathered: { samples: number; periods: number }[] = [];
  const flush = (fromDepth: number): void => {
    while (gathered.length > fromDepth) {
      const rest = gathered.pop();
      if (rest === undefined || rest.samples === 0) continue;
      frame.push(-1);
      depth.push(gathered.length);
      samples.push(rest.samples);
      periods.push(rest.periods);
    }
  };
  let smallDepth = Number.POSITIVE_INFINITY;
  for (let stack = 0; stack < tree.frame.length; stack += 1) {
    const at = tree.depth[stack] ?? 0;
    if (at <= smallDepth) smallDepth = Number.POSITIVE_INFINITY;
    const isSmall = at > smallDepth || (totals[stack] ?? 0) < share * (busy[stack] ?? 0);
    if (isSmall) {
      smallDepth = Math.min(smallDepth, at);
      flush(smallDepth + 1);
      while (gathered.length <= smallDepth) gathered.push({ samples: 0, periods: 0 });
      const rest = gathered[smallDepth];
      if (rest === undefined) continue;
      rest.samples += tree.samples[stack] ?? 0;
      rest.periods += tree.periods[stack] ?? 0;
      continue;
    }
    flush(at + 1);
    frame.push(tree.frame[stack] ?? -1);
    depth.push(at);
    samples.push(tree.samples[stack] ?? 0);
    periods.push(tree.periods[stack] ?? 0);
  }
  flush(0);
  return { frame, depth, samples, periods, smallShare: share };
}

/** For every stack, the busy weight of the node it is on. */
function findBusyWeights(tree: CallTree, totals: Float64Array): Float64Array {
  const busy = new Float64Array(tree.frame.length);
  const kindOf = (stack: number): string | undefined => tree.frames[tree.frame[stack] ?? -1]?.kind;
  const topDepth = kindOf(0) === 'node' ? 1 : 0;
  let start = 0;
  let sum = 0;
  const close = (end: number): void => {
    busy.fill(sum, start, end);
    start = end;
    sum = 0;
  };
  for (let stack = 0; stack < tree.frame.length; stack += 1) {
    if (topDepth === 1 && tree.depth[stack] === 0) close(stack);
    if (tree.depth[stack] === topDepth && kindOf(stack) !== 'idle') sum += totals[stack] ?? 0;
  }
  close(tree.frame.length);
  return busy;
}

import type { Frame } from './perf/name-frame.ts';
import type { StackTree } from './stack-tree.ts';

/**
 * Stacks of one event in the order people and files get them: each before its children, children by name (code
 * units), so that the same samples always give the same bytes. A stack's subtree is the run after it that is deeper.
 */
export interface CallTree {
  readonly frames: readonly Frame[];
  readonly frame: Int32Array;
  readonly depth: Int32Array;
  /** Samples that ended at this stack, and the sum of their periods. */
  readonly samples: Float64Array;
  readonly periods: Float64Array;
}

/**
 * Takes the stacks of `event` out of the tree, whose first level is the node and whose second is the event. The
 * level of the event is left out; that of the node too when there is only one.
 */
export function buildCallTree(tree: StackTree, frames: readonly Frame[], event: string): CallTree {
  const children = sortChildren(tree, rankFrames(frames));
  const nodes = children.of(0);
  const kept: number[] = [];
  const depths: number[] = [];
  // What is still to visit, last first; a depth of -1 means: only its children.
  const pending: { readonly stack: number; readonly depth: number }[] = [];
  const visit = (stacks: Int32Array, depth: number): void => {
    for (let at = stacks.length - 1; at >= 0; at -= 1) pending.push({ stack: stacks[at] ?? 0, depth });
  };
  const first = nodes.length > 1 ? 1 : 0;
  for (const node of nodes) {
    const chosen = children.of(node).find((stack) => frames[tree.frameOf(stack)]?.name === event);
    if (chosen === undefined) continue;
    if (nodes.length > 1) {
      kept.push(node);
      depths.push(0);
    }
    visit(children.of(chosen), first);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      kept.push(next.stack);
      depths.push(next.depth);
      visit(children.of(next.stack), next.depth + 1);
    }
  }
  return {
    frames,
    frame: Int32Array.from(kept, (stack) => tree.frameOf(stack)),
    depth: Int32Array.from(depths),
    samples: Float64Array.from(kept, (stack) => tree.samplesOf(stack)),
    periods: Float64Array.from(kept, (stack) => tree.periodOf(stack)),
  };
}

/** Totals of every stack with what is below it. */
export function sumSubtrees(depth: Int32Array, self: Float64Array): Float64Array {
  const totals = Float64Array.from(self);
  const open: number[] = [];
  const close = (toDepth: number): void => {
    while (open.length > toDepth) {
      const child = open.pop() ?? 0;
      const parent = open.at(-1);
      if (parent !== undefined) totals[parent] = (totals[parent] ?? 0) + (totals[child] ?? 0);
    }
  };
  for (let stack = 0; stack < depth.length; stack += 1) {
    close(depth[stack] ?? 0);
    open.push(stack);
  }
  close(0);
  return totals;
}

/** The place of every frame in the order of names; frames of one name by their kind. */
function rankFrames(frames: readonly Frame[]): Int32Array {
  const order = frames.map((_, number) => number).sort((left, right) => compare(frames[left], frames[right]));
  const ranks = new Int32Array(frames.length);
  for (const [rank, number] of order.entries()) ranks[number] = rank;
  return ranks;
}

function compare(left: Frame | undefined, right: Frame | undefined): number {
  if (left === undefined || right === undefined || left === right) return 0;
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  return left.kind < right.kind ? -1 : 1;
}

/** Children of every stack, by a counting sort over parents. */
function sortChildren(tree: StackTree, ranks: Int32Array): { of(stack: number): Int32Array } {
  const starts = new Int32Array(tree.size + 1);
  for (let stack = 1; stack < tree.size; stack += 1) {
    const slot = tree.parentOf(stack) + 1;
    starts[slot] = (starts[slot] ?? 0) + 1;
  }
  for (let stack = 1; stack < starts.length; stack += 1)
    starts[stack] = (starts[stack] ?? 0) + (starts[stack - 1] ?? 0);
  const next = starts.slice();
  const children = new Int32Array(tree.size);
  for (let stack = 1; stack < tree.size; stack += 1) {
    const parent = tree.parentOf(stack);
    const place = next[parent] ?? 0;
    children[place] = stack;
    next[parent] = place + 1;
  }
  const rankOf = (stack: number): number => ranks[tree.frameOf(stack)] ?? 0;
  return {
    of: (stack) => {
      const own = children.subarray(starts[stack] ?? 0, starts[stack + 1] ?? 0);
      return own.length > 1 ? own.sort((left, right) => rankOf(left) - rankOf(right)) : own;
    },
  };
}

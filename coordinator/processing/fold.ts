import type { CallTree } from './call-tree.ts';

/**
 * Folded stacks, one line each: `outermost;…;innermost WEIGHT`, in the order of the tree, in pieces of about
 * 64 KiB. `weights` are the tree's own samples or periods. From `maxBytes` on, the rest becomes one line
 * `[not listed] WEIGHT`, so that the total stays true.
 */
export function* foldTree(tree: CallTree, weights: Float64Array, maxBytes: number): Generator<string> {
  const path: string[] = [];
  let piece = '';
  let written = 0;
  let unlisted = 0;
  for (let stack = 0; stack < tree.frame.length; stack += 1) {
    const depth = tree.depth[stack] ?? 0;
    path.length = depth;
    path.push(tree.frames[tree.frame[stack] ?? -1]?.name ?? '');
    const weight = weights[stack] ?? 0;
    if (weight === 0) continue;
    if (written > maxBytes) {
      unlisted += weight;
      continue;
    }
    const line = `${path.join(';')} ${weight}\n`;
    written += line.length;
    piece += line;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  if (unlisted > 0) piece += `[not listed] ${unlisted}\n`;
  if (piece !== '') yield piece;
}

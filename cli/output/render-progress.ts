import { styleText } from 'node:util';
import { parseDurationMs, toDurationText } from '../../shared/domain/duration.ts';
import { toBytesText } from '../../shared/domain/quantity.ts';
import type { CaptureView, NodeView } from '../capture/capture-view.ts';
import { cut, toPrintable } from './printable.ts';
import type { TransferRates } from './transfer-rates.ts';

export interface ProgressStyle {
  readonly columns: number;
  readonly color: boolean;
}

const foldAbove = 20;
const shownWhenFolded = 8;
const nodeWidth = 24;
const stateWidth = 9;

/** States in the order in which a node goes through them; the farther behind, the more a person wants to see it. */
const order = [
  'pending',
  'preparing',
  'prepared',
  'committed',
  'running',
  'stopping',
  'sealing',
  'uploading',
  'verified',
];
const troubled: ReadonlySet<string> = new Set(['failed', 'refused', 'cancelled', 'lost', 'unknown']);

/**
 * The live picture of a capture: a heading, then a line per node; above 20 nodes the states' counts, then those in
 * trouble and the slowest. No line is wider than the terminal.
 */
export function renderProgress(view: CaptureView, rates: TransferRates, style: ProgressStyle): string {
  const heading = cut(
    toPrintable(`${view.name}  ${view.phase}  ${view.verified}/${view.selected} verified`),
    style.columns,
  );
  const durationMs = parseDurationMs(view.durationText) ?? 0;
  const lineOf = (node: NodeView): string => renderNodeLine(node, durationMs, rates, style);
  if (view.nodes.length <= foldAbove) return [heading, ...view.nodes.map(lineOf)].join('\n');
  const worst = view.nodes.toSorted((a, b) => rank(a) - rank(b)).slice(0, shownWhenFolded);
  const counts = cut(`  ${countStates(view.nodes)}`, style.columns);
  const hidden = `  … ${view.nodes.length - worst.length} more`;
  return [heading, counts, ...worst.map(lineOf), cut(hidden, style.columns)].join('\n');
}

/** One node without colour, for logs: `node-1: failed: ToolFailed: …`. */
export function renderNodeChange(node: NodeView): string {
  const why = [node.reason, node.message]
    .filter((part) => part !== '' && troubled.has(node.state))
    .join(': ');
  const where = node.reason === 'KeptOnNode' ? ', kept on the node' : '';
  return toPrintable(`${node.node}: ${node.state}${where}${why === '' ? '' : `: ${why}`}`);
}

function renderNodeLine(
  node: NodeView,
  durationMs: number,
  rates: TransferRates,
  style: ProgressStyle,
): string {
  const name = cut(toPrintable(node.node), nodeWidth).padEnd(nodeWidth);
  const state = cut(toPrintable(node.state), stateWidth).padEnd(stateWidth);
  const rest = cut(
    toPrintable(describe(node, durationMs, rates)),
    style.columns - nodeWidth - stateWidth - 6,
  );
  const plain = cut(`  ${name}  ${state}  ${rest}`.trimEnd(), style.columns);
  const color = troubled.has(node.state) ? 'red' : node.state === 'verified' ? 'green' : undefined;
  if (!style.color || color === undefined) return plain;
  return plain.replace(state.trimEnd(), (word) => styleText(color, word, { validateStream: false }));
}

function describe(node: NodeView, durationMs: number, rates: TransferRates): string {
  if (troubled.has(node.state)) return [node.reason, node.message].filter((part) => part !== '').join(': ');
  if (node.state === 'running' || node.state === 'stopping') {
    const planned = durationMs > 0 ? `/${toDurationText(durationMs)}` : '';
    return `${toSecondsText(node.elapsedMs)}${planned}  ${toBytesText(node.outputBytes)}`;
  }
  if (node.state === 'uploading') return describeUpload(node, rates.get(node.node)?.bytesPerSecond);
  if (node.state === 'verified') {
    const bytes = toBytesText(Math.max(node.uploadTotalBytes, node.uploadBytes));
    return node.reason === 'KeptOnNode' ? `${bytes}  kept on the node` : bytes;
  }
  return '';
}

function describeUpload(node: NodeView, bytesPerSecond: number | undefined): string {
  const total = Math.max(node.uploadTotalBytes, node.uploadBytes);
  const share = total === 0 ? 0 : Math.floor((100 * node.uploadBytes) / total);
  const parts = [`${share} % of ${toBytesText(total)}`];
  if (bytesPerSecond !== undefined && bytesPerSecond > 0) {
    parts.push(`${toBytesText(bytesPerSecond)}/s`);
    parts.push(`${toSecondsText(((total - node.uploadBytes) / bytesPerSecond) * 1000)} left`);
  }
  return parts.join('  ');
}

function countStates(nodes: readonly NodeView[]): string {
  const counts = new Map<string, number>();
  for (const { state } of nodes) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${toPrintable(state)}`).join(' · ');
}

function rank(node: NodeView): number {
  return troubled.has(node.state) ? -1 : order.indexOf(node.state);
}

const toSecondsText = (ms: number): string => toDurationText(Math.round(ms / 1000) * 1000);

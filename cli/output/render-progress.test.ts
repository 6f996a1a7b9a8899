import { describe, expect, it } from 'vitest';
import type { CaptureView, NodeView } from '../capture/capture-view.ts';
import { renderNodeChange, renderProgress } from './render-progress.ts';
import { updateRates } from './transfer-rates.ts';

const node = (change: Partial<NodeView>): NodeView => ({
  node: 'node-1',
  state: 'running',
  reason: '',
  message: '',
  outputBytes: 0,
  uploadBytes: 0,
  uploadTotalBytes: 0,
  elapsedMs: 0,
  ...change,
});

const view = (nodes: readonly NodeView[]): CaptureView => ({
  namespace: 'default',
  name: 'c1',
  tool: 'perf',
  phase: 'Running',
  isTerminal: false,
  durationText: '30s',
  selected: nodes.length,
  verified: nodes.filter(({ state }) => state === 'verified').length,
  failed: 0,
  storedBytes: 0,
  keptBytes: 0,
  awaitsReports: false,
  expired: '',
  startedAt: '',
  completedAt: '',
  argv: [],
  start: undefined,
  failures: [],
  problems: [],
  nodes,
});

const plain = { columns: 80, color: false };

describe('renderProgress', () => {
  it.each([
    [{ state: 'pending' }, 'pending'],
    [{ state: 'running', elapsedMs: 12_400, outputBytes: 4_300_000 }, 'running    12s/30s  4.1 MiB'],
    [{ state: 'uploading', uploadBytes: 512, uploadTotalBytes: 1024 }, 'uploading  50 % of 1.0 KiB'],
    [{ state: 'verified', uploadTotalBytes: 2048 }, 'verified   2.0 KiB'],
    [{ state: 'failed', reason: 'ToolFailed', message: 'exit 1' }, 'failed     ToolFailed: exit 1'],
    [{ state: 'unknown', reason: 'NodeUnknown' }, 'unknown    NodeUnknown'],
  ])('shows a node in state %j', (change, expected) => {
    const [heading, line] = renderProgress(view([node(change)]), new Map(), plain).split('\n');
    expect(heading).toMatch(/^c1 {2}Running {2}[01]\/1 verified$/);
    expect(line).toBe(`  ${'node-1'.padEnd(24)}  ${expected}`);
  });

  it('shows rate and time left of an upload once bytes have moved', () => {
    const before = node({ state: 'uploading', uploadTotalBytes: 4096 });
    const after = { ...before, uploadBytes: 1024 };
    const rates = updateRates(updateRates(new Map(), [before], 0), [after], 1000);
    expect(renderProgress(view([after]), rates, plain)).toContain('25 % of 4.0 KiB  1.0 KiB/s  3s left');
  });

  it.each([80, 40, 20])('never draws a line wider than %i columns', (columns) => {
    const long = node({ node: 'n'.repeat(200), state: 'failed', message: 'm'.repeat(500) });
    const many = Array.from({ length: 30 }, () => long);
    for (const nodes of [[long], many]) {
      const lines = renderProgress(view(nodes), new Map(), { columns, color: false }).split('\n');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  it('folds more than 20 nodes and shows those in trouble and the slowest first', () => {
    const nodes = [
      ...Array.from({ length: 30 }, (_, index) => node({ node: `done-${index}`, state: 'verified' })),
      node({ node: 'slow', state: 'preparing' }),
      node({ node: 'broken', state: 'failed' }),
    ];
    const lines = renderProgress(view(nodes), new Map(), plain).split('\n');
    expect(lines[1]).toBe('  30 verified · 1 preparing · 1 failed');
    expect(lines[2]).toContain('broken');
    expect(lines[3]).toContain('slow');
    expect(lines.at(-1)).toBe('  … 24 more');
    expect(lines).toHaveLength(11);
  });

  it('lets no control character of a node through to the terminal', () => {
    const evil = node({ state: 'failed', message: 'a\u001b[2Jb\nc\u202e' });
    const text = renderProgress(view([evil]), new Map(), plain);
    expect(text).toContain('a [2Jb c');
    expect(text.split('\n')).toHaveLength(2);
  });

  it('colours the state alone, and only where colour is wanted', () => {
    const text = renderProgress(view([node({ state: 'failed' })]), new Map(), { columns: 80, color: true });
    expect(text).toContain('\u001b[31mfailed\u001b[39m');
  });
});

describe('renderNodeChange', () => {
  it.each([
    [{ state: 'running', reason: 'Started' }, 'node-1: running'],
    [{ state: 'lost', reason: 'NodeLost', message: 'gone' }, 'node-1: lost: NodeLost: gone'],
  ])('tells %j in a line', (change, expected) => {
    expect(renderNodeChange(node(change))).toBe(expected);
  });
});

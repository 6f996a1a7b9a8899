import type { LineEnd, Proof } from './prove-line.ts';

/** What came of all lines of a subcommand. */
export interface Tally {
  readonly name: string;
  readonly proofs: readonly Proof[];
}

const columns = ['tool', 'argv', 'runs', 'ended', 'stopped', 'lacking', 'refused', 'forbidden'] as const;
const nameWidth = 20;
const width = 10;

/**
 * A table. `argv`: different lines; `ended`: the tool took the line and ended by itself; `stopped`: and was stopped;
 * `lacking`: this machine has not what it needs; `refused`: the tool does not know the line; `forbidden`: it did what it should
 * not. Below it, what was lacking, and by which rules tools did something beyond their directory.
 */
export function renderTallies(tallies: readonly Tally[]): string {
  const rows = tallies.map(({ name, proofs }) => toRow(name, proofs));
  const all = toRow(
    'all',
    tallies.flatMap(({ proofs }) => proofs),
  );
  return [[...columns], ...rows, all]
    .map(toLine)
    .concat(listLacks(tallies), listAllowances(tallies))
    .join('\n');
}

function toRow(name: string, proofs: readonly Proof[]): readonly string[] {
  const count = (kind: LineEnd['kind']): number => proofs.filter(({ end }) => end.kind === kind).length;
  const different = new Set(proofs.map(({ argv }) => argv.map(toComparable).join('\0'))).size;
  const numbers = [
    different,
    proofs.length,
    count('done'),
    count('stopped'),
    count('lacking'),
    count('refused'),
    proofs.filter(({ forbidden }) => forbidden.length > 0).length,
  ];
  return [name, ...numbers.map(String)];
}

/** Without the run's directory, which is another one every time. */
function toComparable(word: string): string {
  return word.replace(/\/toe-argv-[^/]+\//, '/');
}

function toLine([name = '', ...numbers]: readonly string[]): string {
  return name.padEnd(nameWidth) + numbers.map((number) => number.padStart(width)).join('');
}

function listLacks(tallies: readonly Tally[]): readonly string[] {
  const proofs = tallies.flatMap((tally) => tally.proofs);
  return count(proofs.flatMap(({ end }) => (end.kind === 'lacking' ? [`lacking: ${end.lack.why}`] : [])));
}

function listAllowances(tallies: readonly Tally[]): readonly string[] {
  const proofs = tallies.flatMap((tally) => tally.proofs);
  return count(
    proofs.flatMap(({ allowances }) =>
      allowances.map(({ tools, why }) => `allowed: ${tools === 'every' ? tools : tools.join(', ')}: ${why}`),
    ),
  );
}

/** Each text with how often it is there. */
function count(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, times]) => `${String(times).padStart(6)} ${text}`);
}

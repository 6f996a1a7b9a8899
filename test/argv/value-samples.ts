import type { ValueGrammar } from '../../shared/arguments/baseline/option-grammar.ts';
import type { LineWorld } from './make-lines.ts';

/** Values that a grammar takes and that hardly any machine has. */
export function listRareValues(grammar: ValueGrammar): readonly string[] {
  return grammar.kind === 'cpuList' ? [String(grammar.maxCpu)] : [];
}

/** Values that a grammar takes: both ends of every range, every word, and some between. */
export function listValues(grammar: ValueGrammar, world: LineWorld): readonly string[] {
  switch (grammar.kind) {
    case 'integer':
      return toNumbers(grammar.min, grammar.max);
    case 'seconds':
      return toNumbers(1, Math.floor(world.durationMs / 1_000));
    case 'enum':
      return grammar.values;
    case 'events':
      return listEvents(grammar);
    case 'words':
      return listWords(grammar);
    case 'name':
      return ['a', 'x'.repeat(63)];
    case 'duration':
      return grammar.units.flatMap(({ suffix, ns }) =>
        toNumbers(Math.ceil(grammar.minNs / ns), Math.floor(grammar.maxNs / ns)).map(
          (count) => count + suffix,
        ),
      );
    case 'targetPids':
      return [...world.targetPids.map(String), ...(grammar.maxPids > 1 ? [world.targetPids.join(',')] : [])];
    case 'cpuList':
      return listCpus(grammar, world);
    case 'callGraph':
      return grammar.modes.flatMap((mode) =>
        mode === 'dwarf'
          ? [mode, `${mode},${grammar.minStackBytes}`, `${mode},${grammar.maxStackBytes}`]
          : [mode],
      );
    case 'netDevice':
      return [...world.netDevices];
    default:
      return grammar satisfies never;
  }
}

function toNumbers(min: number, max: number): readonly string[] {
  return [...new Set([min, Math.floor((min + max) / 2), max])].map(String);
}

function listEvents({ events, maxEvents }: Extract<ValueGrammar, { kind: 'events' }>): readonly string[] {
  const names = events.map(({ name }) => name);
  const tracepoints = events.filter(({ sort }) => sort === 'tracepoint').map(({ name }) => name);
  const modified = ['u', 'k', 'h', 'ukh', 'p', 'pp', 'ppp', 'P'].flatMap((modifiers) => [
    `cpu-clock:${modifiers}`,
    `cycles:${modifiers}`,
  ]);
  const aliases = events.flatMap((event) => event.aliases);
  const software = ['cpu-clock', 'task-clock', 'page-faults', 'context-switches', 'cpu-migrations'];
  return [
    software.join(','),
    `cpu-clock:u,${tracepoints[0] ?? 'cpu-clock:k'}`,
    ...toPieces(tracepoints, maxEvents),
    ...names,
    ...modified,
    ...aliases,
  ];
}

/** All words in as few values as may be, then each by itself. */
function listWords({ words, maxWords, prefix }: Extract<ValueGrammar, { kind: 'words' }>): readonly string[] {
  return [...toPieces(words, maxWords), ...words].map((value) => `${prefix}${value}`);
}

function toPieces(words: readonly string[], size: number): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < words.length; at += size) pieces.push(words.slice(at, at + size).join(','));
  return pieces;
}

function listCpus(
  { all }: Extract<ValueGrammar, { kind: 'cpuList' }>,
  { cpus }: LineWorld,
): readonly string[] {
  const last = cpus - 1;
  const several = last > 0 ? [`0-${last}`, `0,${last}`, String(last)] : [];
  return ['0', ...several, ...(all === undefined ? [] : [all])];
}

import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { type ArgumentRequest, checkArguments } from '../../shared/arguments/check-arguments.ts';
import { makeRequest } from '../../shared/arguments/test-lines.ts';
import { benignLines, hostileLines } from '../argv-lines/all-lines.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';

const rounds = 5;
const roundMs = 1_000;
const beside = 'one regular expression a tool, over the joined line';
const once = fileURLToPath(new URL('load-grammars-once.ts', import.meta.url));

/**
 * How many argument lists the engine judges in a second, refused and accepted ones of all tools in equal parts, and
 * beside it a list of allowed patterns as one writes it first. Medians of rounds taken in turn. And what loading all
 * grammars adds to an agent's start, from source, in a new process each time.
 */
export async function benchArguments(): Promise<Row[]> {
  const lists = mixLists();
  const patterns = makePatterns();
  const matches = ({ tool, args }: ArgumentRequest): boolean =>
    patterns.get(String(tool))?.test((args as readonly string[]).join(' ')) === true;
  const isAllowed = (request: ArgumentRequest): boolean => checkArguments(request).kind === 'allowed';
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const speeds = [measureSpeed(lists, isAllowed), measureSpeed(lists, matches)] as const;
    // The first one warms up.
    if (round > 0) ours.push(speeds[0]);
    if (round > 0) peer.push(speeds[1]);
  }
  const taken = hostileLines.filter(({ tool, args }) => matches(makeRequest(tool, args)));
  const loads: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    loads.push(Number((await execa(process.execPath, [once])).stdout));
  return [
    {
      name: 'argument lists judged, half of them accepted',
      value: median(ours),
      unit: 'lists/s',
      ratio: median(ours) / median(peer),
      beside,
    },
    { name: `${beside}: of ${hostileLines.length} hostile`, value: taken.length, unit: 'accepted' },
    { name: 'grammars of all tools: added to the start, from source', value: median(loads), unit: 'ms' },
  ];
}

function mixLists(): readonly ArgumentRequest[] {
  return hostileLines.flatMap(({ tool, args }, at) => {
    const good = benignLines[at % benignLines.length];
    const bad = makeRequest(tool, args);
    return good === undefined ? [bad] : [bad, makeRequest(good.tool, good.args)];
  });
}

/** What benign lines are made of, with any number where a number stands, in any order. */
function makePatterns(): ReadonlyMap<string, RegExp> {
  return new Map(
    [...Map.groupBy(benignLines, ({ tool }) => tool)].map(([tool, lines]) => {
      const words = new Set(lines.flatMap(({ args }) => args.map(toPattern)));
      return [tool, new RegExp(`^(?:(?:${[...words].join('|')})(?: |$))*$`)];
    }),
  );
}

function toPattern(token: string): string {
  return token.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/[0-9]+/g, '[0-9]+');
}

function measureSpeed(
  lists: readonly ArgumentRequest[],
  judge: (request: ArgumentRequest) => boolean,
): number {
  const start = performance.now();
  let judged = 0;
  let accepted = 0;
  while (performance.now() - start < roundMs) {
    for (const list of lists) if (judge(list)) accepted += 1;
    judged += lists.length;
  }
  if (accepted === 0) throw new Error('Cannot measure: nothing was accepted');
  return (judged / (performance.now() - start)) * 1_000;
}

if (import.meta.main) console.table(await benchArguments());

import { type BaseLine, type LinePools, poolKey } from './line-pools.ts';

/** A change of an argument list. Numbers are taken modulo what there is to choose from. */
export interface Operation {
  readonly kind: OperationKind;
  readonly place: number;
  readonly choice: number;
  readonly other: number;
}

export type OperationKind =
  | 'addPiece'
  | 'addBenign'
  | 'drop'
  | 'duplicate'
  | 'swap'
  | 'addHostile'
  | 'replaceByHostile'
  | 'addForeign'
  | 'join'
  | 'split'
  | 'changeCase'
  | 'addCharacter'
  | 'changeNumber'
  | 'crossOver'
  | 'replace'
  | 'lengthen';

/** Each kind as often as it is to be chosen: what leaves a line benign oftener than what spoils it. */
export const operationKinds: readonly OperationKind[] = [
  ...repeat('addPiece', 9),
  ...repeat('addBenign', 2),
  ...repeat('crossOver', 4),
  ...repeat('changeNumber', 4),
  ...repeat('drop', 3),
  ...repeat('replace', 3),
  ...repeat('swap', 3),
  ...repeat('duplicate', 1),
  ...repeat('join', 2),
  ...repeat('split', 2),
  ...repeat('addCharacter', 2),
  ...repeat('addHostile', 2),
  ...repeat('replaceByHostile', 2),
  ...repeat('addForeign', 1),
  ...repeat('changeCase', 1),
  ...repeat('lengthen', 1),
];

const joints = ['', '', '=', ',', ' '];
const characters = '=-,+ .0/:;|$&<({}[]"\\!@~'.split('');
const numbers =
  '0 1 2 9 64 99 199 600 601 999 1000 1234 5678 4096 16384 65536 262144 10000000 4294967297 9999999999 -1 +1 01 0x1 1e3 1.5 1k'.split(
    ' ',
  );
const longest = 70;

/** The arguments after one change. Pure: the same numbers give the same list. */
export function applyOperation(
  args: readonly string[],
  { kind, place, choice, other }: Operation,
  base: BaseLine,
  pools: LinePools,
): readonly string[] {
  const at = place % (args.length + 1);
  const token = args[at] ?? '';
  const isThere = at < args.length;
  const replaceBy = (...tokens: readonly string[]): readonly string[] => args.toSpliced(at, 1, ...tokens);
  switch (kind) {
    case 'addPiece':
      return args.toSpliced(at, 0, ...choose(pools.pieces.get(keyOf(base)) ?? [], choice, []));
    case 'addBenign':
      return args.toSpliced(at, 0, choose(pools.benignTokens.get(keyOf(base)) ?? [], choice, '-x'));
    case 'addHostile':
      return args.toSpliced(at, 0, choose(pools.hostileTokens.get(base.tool) ?? [], choice, '-x'));
    case 'replaceByHostile':
      return isThere ? replaceBy(choose(pools.hostileTokens.get(base.tool) ?? [], choice, token)) : args;
    case 'addForeign':
      return args.toSpliced(at, 0, choose(pools.allHostileTokens, choice, '-x'));
    case 'drop':
      return args.toSpliced(at, 1);
    case 'duplicate':
      return isThere ? args.toSpliced(other % (args.length + 1), 0, token) : args;
    case 'swap':
      return isThere ? swap(args, at, other % args.length) : args;
    case 'join':
      return at + 1 < args.length ? join(args, at, choose(joints, choice, '')) : args;
    case 'split':
      return token.length > 1 ? split(args, at, 1 + (other % (token.length - 1))) : args;
    case 'changeCase':
      return isThere ? replaceBy(changeCase(token, other % token.length)) : args;
    case 'addCharacter':
      return isThere
        ? replaceBy(insert(token, other % (token.length + 1), choose(characters, choice, '=')))
        : args;
    case 'changeNumber':
      return changeNumber(args, place, choose(numbers, choice, '0'));
    case 'replace':
      return isThere ? replaceBy(choose(pools.benignTokens.get(keyOf(base)) ?? [], choice, token)) : args;
    case 'crossOver':
      return crossOver(args, at, base, pools, choice, other);
    case 'lengthen':
      return isThere ? lengthen(args, at, 2 + (choice % longest)) : args;
    default:
      return kind satisfies never;
  }
}

function keyOf({ tool, subcommand }: BaseLine): string {
  return poolKey(tool, subcommand);
}

function choose<T>(from: readonly T[], choice: number, none: T): T {
  return from[choice % Math.max(1, from.length)] ?? none;
}

function repeat(kind: OperationKind, times: number): readonly OperationKind[] {
  return Array.from({ length: times }, () => kind);
}

function swap(args: readonly string[], at: number, other: number): readonly string[] {
  return args.with(at, args[other] ?? '').with(other, args[at] ?? '');
}

function join(args: readonly string[], at: number, joint: string): readonly string[] {
  return args.toSpliced(at, 2, `${args[at]}${joint}${args[at + 1]}`);
}

function split(args: readonly string[], at: number, middle: number): readonly string[] {
  const token = args[at] ?? '';
  return args.toSpliced(at, 1, token.slice(0, middle), token.slice(middle));
}

function insert(token: string, at: number, text: string): string {
  return `${token.slice(0, at)}${text}${token.slice(at)}`;
}

function changeCase(token: string, at: number): string {
  const letter = token[at] ?? '';
  const lower = letter.toLowerCase();
  return `${token.slice(0, at)}${letter === lower ? letter.toUpperCase() : lower}${token.slice(at + 1)}`;
}

/** Another number in place of one of those that stand there. */
function changeNumber(args: readonly string[], place: number, number: string): readonly string[] {
  const places = args.flatMap((token, at) => (/[0-9]/.test(token) ? [at] : []));
  const at = places[place % Math.max(1, places.length)];
  if (at === undefined) return args;
  return args.with(at, (args[at] ?? '').replace(/[0-9]+/, number));
}

/** The beginning of this line and the end of another one of the same subcommand. */
function crossOver(
  args: readonly string[],
  at: number,
  { tool, subcommand }: BaseLine,
  { bases }: LinePools,
  choice: number,
  other: number,
): readonly string[] {
  const kin = bases.filter(
    (line) => line.tool === tool && line.subcommand.join(' ') === subcommand.join(' '),
  );
  const end = choose(kin, choice, { tool, subcommand, args: [] }).args;
  return [...args.slice(0, at), ...end.slice(other % (end.length + 1))];
}

/** The same argument many times, or the argument that many times as long. */
function lengthen(args: readonly string[], at: number, times: number): readonly string[] {
  const token = args[at] ?? '';
  return times % 2 === 0
    ? args.toSpliced(at, 1, ...Array.from({ length: times }, () => token))
    : args.with(at, Array.from({ length: times }, () => token).join(' '));
}

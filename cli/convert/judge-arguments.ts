import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { checkArguments } from '../../shared/arguments/check-arguments.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { presumeTargets } from '../policy/presume-targets.ts';

/** What the images of the existing TOE ran where nobody gave arguments. */
const impliedArguments: ReadonlyMap<string, readonly string[]> = new Map([
  ['aperf', ['record', '--profile']],
]);

/** The arguments that an old object without any stood for; undefined where it stood for none. */
export function findImpliedArguments(tool: unknown): readonly string[] | undefined {
  return typeof tool === 'string' ? impliedArguments.get(tool) : undefined;
}

/** Why no agent can run the tool; undefined where one can. */
export function explainTool(tool: unknown): string | undefined {
  if (typeof tool !== 'string' || catalogue.has(tool)) return undefined;
  return `no agent has a tool "${tool}": capture with one of ${[...catalogue.keys()].join(', ')}`;
}

/**
 * Why the baseline refuses a line of arguments of a capture, which chooses pods; undefined where it does not, and for a tool that it does not have.
 * Processes and network devices are known on the node alone: here whatever the line names is taken to be there.
 */
export function judgeArguments(
  tool: unknown,
  args: readonly string[],
  duration: unknown,
): string | undefined {
  return judge(tool, args, [], duration, 'pods');
}

/** The same for arguments that a config locks, and the subcommand of the tool that they belong to. */
export function judgeLockedArguments(
  tool: unknown,
  locked: readonly string[],
): { readonly subcommand: string; readonly args: readonly string[]; readonly refusal: string | undefined } {
  const names = findSubcommands(tool);
  const [first] = locked;
  const named = names.find((name) => name !== '' && name === first);
  const subcommand = named ?? names[0] ?? '';
  const args = named === undefined ? locked : locked.slice(1);
  const refusal = judge(tool, subcommand === '' ? [] : [subcommand], args, '5s', 'node');
  return { subcommand, args, refusal };
}

function findSubcommands(tool: unknown): readonly string[] {
  const baseline = typeof tool === 'string' ? catalogue.get(tool) : undefined;
  return (baseline?.subcommands ?? []).map(({ name }) => name);
}

function judge(
  tool: unknown,
  args: readonly string[],
  lockedArgs: readonly string[],
  duration: unknown,
  scope: 'node' | 'pods',
): string | undefined {
  if (typeof tool !== 'string' || !catalogue.has(tool)) return undefined;
  const verdict = checkArguments({
    tool,
    args,
    lockedArgs,
    scope,
    durationMs: (typeof duration === 'string' ? parseDurationMs(duration) : undefined) ?? 5000,
    ...presumeTargets([...args, ...lockedArgs]),
  });
  if (verdict.kind === 'allowed') return undefined;
  // What a config locks need not be a whole line.
  return lockedArgs.length > 0 && verdict.rule === 'required' ? undefined : verdict.message;
}

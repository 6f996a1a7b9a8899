import { catalogue } from './baseline/catalogue.ts';
import type { ProcessConfinement, SubcommandBaseline } from './baseline/tool-baseline.ts';
import { optionIndexOf } from './option-index.ts';
import type { ParsedOption } from './parse-options.ts';
import { type Refusal, refuse } from './refusal.ts';

/** How a line is kept to what it may see. */
export interface Confined {
  readonly kind: 'confined';
  /** Every name of the options that have no place on the line, and why. */
  readonly withheld: ReadonlyMap<string, string>;
  /** Options that stand on the line beside those that were given. */
  readonly added: readonly ParsedOption[];
  /** What stands for the process where it is the operand; undefined where the person names it. */
  readonly pidSlot: string | undefined;
}

export const unconfined: Confined = { kind: 'confined', withheld: new Map(), added: [], pidSlot: undefined };

/**
 * Keeps a subcommand to pods. To their processes: options that show the whole node are withheld, and the one whose
 * value is the agent's to give is added with its slot. To their network: the line stays as it is. Refuses a
 * subcommand that cannot be kept to pods, and a policy that demands an option of the whole node, which leaves no line
 * to write.
 */
export function confineToPods(
  line: string,
  baseline: SubcommandBaseline,
  allowed: SubcommandBaseline,
): Confined | Refusal {
  const { confinement } = baseline;
  if (confinement === undefined) {
    const why = `shows the whole node and cannot be kept to pods: tools that can are ${listConfinable()}`;
    return refuse(line, { argument: line, position: 0 }, 'confinement', why);
  }
  if (confinement.by === 'network') return unconfined;
  const demanded = allowed.options.find(
    ({ names, required }) => required === true && confinement.nodeWide.includes(names[0]),
  );
  if (demanded !== undefined) {
    const why = 'is demanded by the argument policy and shows the whole node: choose nodes, not pods';
    return refuse(line, { argument: demanded.names[0], position: 0 }, 'policy', why);
  }
  const { by, slot } = confinement;
  const withheld = toWithheld(baseline, confinement);
  if (by === 'operand') return { kind: 'confined', withheld, added: [], pidSlot: slot };
  const added = [{ name: by.option, value: slot, place: { argument: by.option, position: 0 } }];
  return { kind: 'confined', withheld, added, pidSlot: undefined };
}

function toWithheld(
  baseline: SubcommandBaseline,
  { by, nodeWide }: ProcessConfinement,
): ReadonlyMap<string, string> {
  const index = optionIndexOf(baseline);
  const toEntries = (canonical: string, why: string): (readonly [string, string])[] =>
    (index.get(canonical)?.names ?? []).map((name) => [name, why]);
  return new Map([
    ...nodeWide.flatMap((name) =>
      toEntries(name, 'shows the whole node: leave it out, the processes of the pods are added'),
    ),
    ...(by === 'operand'
      ? []
      : toEntries(
          by.option,
          'has no place beside pods: leave it out, the pids of the pods are added by the agent',
        )),
  ]);
}

function listConfinable(): string {
  const lines = [...catalogue.values()].flatMap(({ tool, subcommands }) =>
    subcommands
      .filter(({ confinement }) => confinement !== undefined)
      .map(({ name }) => `${tool} ${name}`.trim()),
  );
  return lines.join(', ');
}

import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { haveCommonText, matchesSomeNamespace } from './globs.ts';
import { type DocumentFault, faultAt, type PlacedPolicy } from './policy-documents.ts';

/**
 * Overlays of a policy that take nothing away: from no namespace that could be, from none that may use the tool at all
 * (`allowed`, globs; empty: all may), or nothing that the policy leaves.
 */
export function findIdleOverlays(policy: PlacedPolicy, allowed: readonly string[]): readonly DocumentFault[] {
  return readList(policy.spec, 'namespaces').flatMap((overlay, index) => {
    const steps = ['spec', 'namespaces', index];
    const globs = readTexts(overlay, 'names');
    const idle = globs.flatMap((glob, at) => {
      const why = explainGlob(glob, allowed);
      return why === undefined ? [] : [faultAt(policy, [...steps, 'names', at], `"${glob}" ${why}`)];
    });
    if (takesAway(policy, overlay)) return idle;
    const why = 'takes nothing away that the policy leaves: deny what it allows, or remove the overlay';
    return [...idle, faultAt(policy, steps, why)];
  });
}

function explainGlob(glob: string, allowed: readonly string[]): string | undefined {
  if (!matchesSomeNamespace(glob))
    return 'cannot match: no namespace can have such a name: use a-z, 0-9 and "-", with * for any text';
  if (allowed.length === 0 || allowed.some((other) => haveCommonText(glob, other))) return undefined;
  return `cannot match: the config lets only ${allowed.join(', ')} use the tool: name some of those`;
}

function takesAway({ spec }: PlacedPolicy, overlay: unknown): boolean {
  const deniedSubcommands = readTexts(overlay, 'denySubcommands');
  const deniedOptions = readTexts(overlay, 'denyOptions');
  const maxDuration = readMember(overlay, 'maxDuration');
  const limitMs = parseDurationMs(spec.maxDuration ?? '') ?? Infinity;
  return (
    spec.subcommands.some(
      ({ name, options }) =>
        deniedSubcommands.includes(name) ||
        options.some(({ names }) =>
          listAliases(spec.tool, name, names).some((option) => deniedOptions.includes(option)),
        ),
    ) ||
    (typeof maxDuration === 'string' && (parseDurationMs(maxDuration) ?? 0) < limitMs)
  );
}

/** Every name of the option that has these names. */
function listAliases(tool: string, subcommand: string, names: readonly string[]): readonly string[] {
  const grammar = catalogue.get(tool)?.subcommands.find(({ name }) => name === subcommand);
  const option = grammar?.options.find((known) => names.some((name) => known.names.includes(name)));
  return option?.names ?? names;
}

function readList(value: unknown, key: string): readonly unknown[] {
  const list = readMember(value, key);
  return Array.isArray(list) ? list : [];
}

function readTexts(value: unknown, key: string): readonly string[] {
  return readList(value, key).filter((text) => typeof text === 'string');
}

import { parseDurationMs, toDurationText } from '../domain/duration.ts';
import { listSome } from '../domain/list-some.ts';
import type { PolicyRules } from '../kinds/power-tool-argument-policy.ts';
import type { SubcommandBaseline, ToolBaseline } from './baseline/tool-baseline.ts';
import type { PolicyFaults } from './policy-fault.ts';
import { quoteText } from './quote-text.ts';
import { readValue } from './values/read-value.ts';

/** What is taken away from captures of namespaces whose name matches one of the globs. */
export interface Overlay {
  readonly names: readonly string[];
  /** By any of their names. */
  readonly deniedOptions: ReadonlySet<string>;
  readonly deniedSubcommands: ReadonlySet<string>;
  /** Infinity where the overlay sets none. */
  readonly maxDurationMs: number;
}

/** What overlays take away from. */
interface OverlayGround {
  readonly tool: ToolBaseline;
  readonly subcommands: ReadonlyMap<string, SubcommandBaseline>;
}

type OverlayWish = NonNullable<PolicyRules['namespaces']>[number];

/** Reads the overlays of a policy; what they could not take away is a fault. */
export function compileOverlays(
  spec: PolicyRules,
  ground: OverlayGround,
  faults: PolicyFaults,
): readonly Overlay[] {
  return (spec.namespaces ?? []).map((wish, index) => {
    const path = `spec.namespaces[${index}]`;
    const deniedSubcommands = readSubcommands(path, wish, ground, faults);
    return {
      names: wish.names,
      deniedOptions: readOptions(path, wish, deniedSubcommands, ground, faults),
      deniedSubcommands,
      maxDurationMs: readMaxDuration(path, wish, spec, faults),
    };
  });
}

function readSubcommands(
  path: string,
  { denySubcommands = [] }: OverlayWish,
  { tool }: OverlayGround,
  faults: PolicyFaults,
): ReadonlySet<string> {
  const known = tool.subcommands.map(({ name }) => name);
  for (const [at, name] of denySubcommands.entries()) {
    if (known.includes(name)) continue;
    const right = known.map((each) => `"${each}"`).join(', ');
    const why = `"${quoteText(name)}" is no subcommand of ${tool.tool}: use ${right}`;
    faults.addOutside(`${path}.denySubcommands[${at}]`, why);
  }
  return new Set(denySubcommands);
}

function readOptions(
  path: string,
  { denyOptions = [] }: OverlayWish,
  deniedSubcommands: ReadonlySet<string>,
  { tool, subcommands }: OverlayGround,
  faults: PolicyFaults,
): ReadonlySet<string> {
  const known = tool.subcommands.flatMap(({ options }) => options);
  const denied = new Set<string>();
  for (const [at, name] of denyOptions.entries()) {
    const field = `${path}.denyOptions[${at}]`;
    if (!known.some(({ names }) => names.includes(name))) {
      const right = listSome([...new Set(known.map(({ names }) => names[0]))]);
      const why = `"${quoteText(name)}" is no option of ${tool.tool}: use ${right === '' ? 'none' : right}`;
      faults.addOutside(field, why);
      continue;
    }
    denied.add(name);
    for (const subcommand of subcommands.values()) {
      const why = deniedSubcommands.has(subcommand.name) ? undefined : findDeadEnd(name, subcommand);
      if (why === undefined) continue;
      const line = `${tool.tool} ${subcommand.name}`.trim();
      const right = 'leave it there, or deny the subcommand';
      faults.addContradiction(field, `takes away ${name}, ${why}: nothing of ${line} could run: ${right}`);
    }
  }
  return denied;
}

/** Why no line of the subcommand is left without the option; undefined where there is one. */
function findDeadEnd(name: string, { options, defaults }: SubcommandBaseline): string | undefined {
  const option = options.find(({ names }) => names.includes(name));
  if (option === undefined) return undefined;
  if (option.required === true) return 'which the policy requires';
  // Without the option its default stands on the line, which the policy may have narrowed away. Slots are the agent's.
  const fallback = defaults.find((each) => each.option === option.names[0] && !each.value.startsWith('{'));
  if (fallback === undefined || option.value === undefined) return undefined;
  const nowhere = { durationMs: Infinity, targetPids: new Set<number>(), netDevices: new Set<string>() };
  if (readValue(fallback.value, option.value, nowhere).kind === 'read') return undefined;
  return `which would then be ${fallback.value}, and the policy does not allow that`;
}

function readMaxDuration(
  path: string,
  { maxDuration }: OverlayWish,
  spec: PolicyRules,
  faults: PolicyFaults,
): number {
  if (maxDuration === undefined) return Infinity;
  const field = `${path}.maxDuration`;
  const ms = parseDurationMs(maxDuration);
  if (ms === undefined) {
    faults.addOutside(field, `"${quoteText(maxDuration)}" is not a duration: write it as 90s, 2m30s or 1h`);
    return Infinity;
  }
  const most = parseDurationMs(spec.maxDuration ?? '') ?? Infinity;
  if (ms > most) {
    const limit = toDurationText(most);
    faults.addOutside(
      field,
      `${maxDuration} is above spec.maxDuration, ${limit}: an overlay only takes away: give less`,
    );
  }
  return ms;
}

import { matchesGlob } from '../domain/glob.ts';
import type { SubcommandBaseline } from './baseline/tool-baseline.ts';
import type { CompiledPolicy } from './compile-policy.ts';

/** What a policy leaves to one namespace, and the globs of the overlays that took something away. */
export interface NamespacePolicy {
  readonly policy: CompiledPolicy;
  readonly overlaid: readonly string[];
}

/** Lays all overlays of the policy that match the namespace over it. The digest stays that of the whole policy. */
export function narrowToNamespace(policy: CompiledPolicy, namespace: string): NamespacePolicy {
  const overlays = policy.overlays.filter(({ names }) => names.some((glob) => matchesGlob(glob, namespace)));
  if (overlays.length === 0) return { policy, overlaid: [] };
  const isDenied = (subcommand: string): boolean =>
    overlays.some(({ deniedSubcommands }) => deniedSubcommands.has(subcommand));
  const isOptionDenied = (names: readonly string[]): boolean =>
    overlays.some(({ deniedOptions }) => names.some((name) => deniedOptions.has(name)));
  const subcommands = [...policy.subcommands]
    .filter(([name]) => !isDenied(name))
    .map(([name, grammar]): [string, SubcommandBaseline] => [
      name,
      { ...grammar, options: grammar.options.filter(({ names }) => !isOptionDenied(names)) },
    ]);
  return {
    policy: {
      ...policy,
      maxDurationMs: Math.min(policy.maxDurationMs, ...overlays.map(({ maxDurationMs }) => maxDurationMs)),
      subcommands: new Map(subcommands),
    },
    overlaid: overlays.flatMap(({ names }) => names.filter((glob) => matchesGlob(glob, namespace))),
  };
}

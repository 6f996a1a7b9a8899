/** An argument list that was made from others. */
export interface Mutant {
  readonly tool: string;
  readonly args: readonly string[];
  /** Options that a config has locked, in canonical spelling. */
  readonly locked: readonly string[];
  readonly scope: 'node' | 'pods';
}

/** For people: a line that says it all. */
export function describeMutant({ tool, args, locked, scope }: Mutant): string {
  const under = locked.length === 0 ? '' : `, locked ${JSON.stringify(locked)}`;
  return `${tool} ${JSON.stringify(args)}${under}${scope === 'pods' ? ', for pods' : ''}`;
}

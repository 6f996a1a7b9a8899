/** What an argument list would do that a capture must never do. */
export type Harm =
  /** Changes a file that is no output slot, or the state of the kernel, of a device or of the target. */
  | 'writes'
  /** Starts a program, or takes commands from somewhere. */
  | 'executes'
  /** Loads a library, a plugin, a BPF program or an agent. */
  | 'loads'
  | 'changesUser'
  /** Opens a file, a cgroup or a namespace by a name from the list. */
  | 'namesPath'
  /** Speaks to the network, or touches processes and devices that the context does not give. */
  | 'reachesOut'
  /** Takes without end: no stop signal ends it, or no cap of a cgroup holds it. */
  | 'unbounded'
  /** The tool refuses the list, or nobody can say with certainty how it reads it. */
  | 'unreadable';

export type Judgement =
  | { readonly kind: 'harmless' }
  | { readonly kind: 'harmful'; readonly harm: Harm; readonly why: string };

/** What the run may touch. */
export interface Context {
  readonly targetPids: ReadonlySet<number>;
  readonly netDevices: ReadonlySet<string>;
  readonly maxSeconds: number;
}

export const harmless: Judgement = { kind: 'harmless' };

export function harmful(harm: Harm, why: string): Judgement {
  return { kind: 'harmful', harm, why };
}

/** The first harm of a list; harmless when there is none. */
export function firstHarm(judgements: Iterable<Judgement>): Judgement {
  for (const judgement of judgements) if (judgement.kind === 'harmful') return judgement;
  return harmless;
}

/** A text from an argument list, safe to print: quoted, control characters escaped. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

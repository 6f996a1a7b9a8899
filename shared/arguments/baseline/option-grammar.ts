/** What may follow the options. */
export type OperandGrammar =
  | 'none'
  /** Nothing, or `sleep N` of N whole seconds within the duration. */
  | 'durationSleep'
  /** Nothing, or an interval and a count, both whole and together within the duration. */
  | 'intervalCount'
  /** One process of the targets. */
  | 'targetPid'
  /** Nothing, or a filter in words of pcap-filter(7), without names that would be looked up. */
  | 'bpfFilter'
  /** One device of the node, or of the pod. */
  | 'netDevice'
  /** One of these forms, word for word; `targetPid`: after one process of the targets. */
  | {
      readonly kind: 'forms';
      readonly after: 'nothing' | 'targetPid';
      readonly isOptional: boolean;
      readonly forms: readonly string[];
    }
  /** One of the scripts that come with the agent, by its name. */
  | { readonly kind: 'script'; readonly scripts: readonly string[] };

/** An option by its exact names; the first is the canonical one, which is what is executed. */
export interface OptionGrammar {
  readonly names: readonly [string, ...string[]];
  /** Absent: a flag. */
  readonly value?: ValueGrammar;
  /** The next argument is its value where it can be one; never joined. */
  readonly isValueOptional?: true;
  /** 1 where absent. */
  readonly maxOccurs?: number;
  readonly required?: boolean;
  /** Canonical names that cannot stand on the same line. */
  readonly conflictsWith?: readonly string[];
  /** Canonical names of which one has to stand on the same line. */
  readonly needsOneOf?: readonly string[];
  /** One line for the usage text. */
  readonly summary: string;
}

export type ValueGrammar =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'events'; readonly events: readonly EventName[]; readonly maxEvents: number }
  /** Several of these, each once, with commas between them, after `prefix`. */
  | {
      readonly kind: 'words';
      readonly words: readonly string[];
      readonly maxWords: number;
      readonly prefix: string;
    }
  /** Any plain name; what is executed is `written`. */
  | { readonly kind: 'name'; readonly written: string }
  /** Whole seconds within the duration. */
  | { readonly kind: 'seconds' }
  /** A whole number with one of these units, the smallest first; both bounds in nanoseconds. */
  | {
      readonly kind: 'duration';
      readonly units: readonly DurationUnit[];
      readonly minNs: number;
      readonly maxNs: number;
    }
  | { readonly kind: 'targetPids'; readonly maxPids: number }
  /** `all`: a word that stands for every CPU. */
  | { readonly kind: 'cpuList'; readonly maxCpu: number; readonly all?: string }
  | {
      readonly kind: 'callGraph';
      readonly modes: readonly CallGraphMode[];
      /** Bytes of stack copied with each sample of mode `dwarf`. */
      readonly minStackBytes: number;
      readonly maxStackBytes: number;
    }
  /** `any`: all devices at once as well. */
  | { readonly kind: 'netDevice'; readonly any?: true };

interface DurationUnit {
  readonly suffix: string;
  readonly ns: number;
}

type CallGraphMode = 'fp' | 'dwarf' | 'lbr';

/** An event that may be sampled. Only counters, not tracepoints, take modifiers (`cycles:u`). */
export interface EventName {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly sort: 'counter' | 'tracepoint';
}

/** Written on a line that does not set the option, so that the tool's own default never counts. */
export interface DefaultOption {
  readonly option: string;
  /** Or the slot `{durationSeconds}`. */
  readonly value: string;
  /** Left out where this option names tracepoints alone. */
  readonly unlessOnlyTracepointsIn?: string;
}

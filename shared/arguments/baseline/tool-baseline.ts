/**
 * What an agent could ever run, as plain data: one file a tool. A cluster's policies only narrow it, and nothing
 * that a person or a coordinator sends can widen it.
 */
export interface ToolBaseline {
  readonly tool: string;
  readonly source: 'executable' | 'builtin';
  /**
   * What the executable's file is called, links resolved: a coordinator's config chooses where it stands, not what
   * it is. Undefined for a built-in.
   */
  readonly binaryName: RegExp | undefined;
  /** Arguments that make the executable print its version; empty for a built-in. */
  readonly versionArgs: readonly string[];
  readonly dialect: Dialect;
  /** The only names of environment variables that a config may set for it. */
  readonly environmentNames: readonly string[];
  readonly subcommands: readonly SubcommandBaseline[];
}

/** How the tool's own parser reads a line. What is not said here is refused, whatever the tool would make of it. */
export interface Dialect {
  /** `-F99` means `-F 99`. */
  readonly joinedShortValues: boolean;
  /** `-ag` means `-a -g`. Never with a value inside. */
  readonly flagClusters: boolean;
  /** `--freq=99` means `--freq 99`. */
  readonly equalsLongValues: boolean;
}

export interface SubcommandBaseline {
  /** Empty where a tool has none. */
  readonly name: string;
  readonly options: readonly OptionGrammar[];
  /** At least one of each group has to be there. Members are canonical names. */
  readonly requireOneOf: readonly (readonly string[])[];
  readonly defaults: readonly DefaultOption[];
  /** `durationSleep`: nothing, or `sleep N` of N whole seconds within the duration. */
  readonly operands: 'none' | 'durationSleep';
  /** What the agent appends to the options; slots (`fillSlots`) fill a whole token. */
  readonly injected: readonly string[];
  readonly stop: { readonly signal: 'SIGTERM' | 'SIGINT'; readonly minGraceMs: number };
  /** The most that a config may give, without CAP_. */
  readonly capabilities: readonly string[];
  /** Absent: the subcommand shows the node and cannot be kept to pods. */
  readonly confinement?: Confinement;
  readonly followUp?: FollowUp;
  readonly outputs: readonly OutputBaseline[];
}

/** An option by its exact names; the first is the canonical one, which is what is executed. */
export interface OptionGrammar {
  readonly names: readonly [string, ...string[]];
  /** Absent: a flag. */
  readonly value?: ValueGrammar;
  /** 1 where absent. */
  readonly maxOccurs?: number;
  readonly required?: boolean;
  /** Canonical names that cannot stand on the same line. */
  readonly conflictsWith?: readonly string[];
  /** One line for the usage text. */
  readonly summary: string;
}

export type ValueGrammar =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'events'; readonly events: readonly EventName[]; readonly maxEvents: number }
  | { readonly kind: 'targetPids'; readonly maxPids: number }
  | { readonly kind: 'cpuList'; readonly maxCpu: number }
  | {
      readonly kind: 'callGraph';
      readonly modes: readonly CallGraphMode[];
      /** Bytes of stack copied with each sample of mode `dwarf`. */
      readonly minStackBytes: number;
      readonly maxStackBytes: number;
    }
  | { readonly kind: 'netDevice' };

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
  readonly value: string;
  /** Left out where this option names tracepoints alone. */
  readonly unlessOnlyTracepointsIn?: string;
}

/** How a subcommand is kept to the processes of pods. The names are canonical ones of its options. */
export interface Confinement {
  /** Takes the pids. Under pods it is the agent's alone and stands on every line. */
  readonly option: string;
  readonly slot: '{pids}';
  readonly maxPids: number;
  /** Options that show more than those processes. */
  readonly nodeWide: readonly string[];
}

/** A second program run after the tool in the same place; its standard output becomes an artifact. */
interface FollowUp {
  readonly name: string;
  readonly args: readonly string[];
  readonly output: { readonly artifactId: string; readonly fileName: string; readonly mediaType: string };
}

interface OutputBaseline {
  readonly name: string;
  /** Below the run's directory. */
  readonly path: string;
  readonly mediaType: string;
  readonly required: boolean;
}

import type { DefaultOption, OperandGrammar, OptionGrammar } from './option-grammar.ts';
import type { StopGate } from './stop-gate.ts';

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
  /** Arguments that make the executable print its version; empty where it is not asked. */
  readonly versionArgs: readonly string[];
  /** The versions that read a line as this grammar says; undefined where all do. */
  readonly versions: VersionGate | undefined;
  readonly dialect: Dialect;
  /** The only names of environment variables that a config may set for it. */
  readonly environmentNames: readonly string[];
  readonly defaults: ToolDefaults;
  readonly subcommands: readonly SubcommandBaseline[];
}

/** What its PowerToolConfig says until an administrator writes one. */
export interface ToolDefaults {
  /** One line for people. */
  readonly description: string;
  /** Where the executable is. */
  readonly path: string;
  /** Quantities and a duration as in a PowerToolConfig. */
  readonly memory: string;
  readonly pids: number;
  readonly outputBytes: string;
  readonly duration: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Which versions a grammar was written for. Any other one gets the safe lines alone. */
export interface VersionGate {
  /** Finds the version in what the tool prints, as its first group: numbers with dots. */
  readonly pattern: RegExp;
  /** As `>=5.4 <8`; see `parseVersionRange`. */
  readonly range: string;
  /** Canonical arguments that every version reads alike; each a whole line. */
  readonly safeLines: readonly (readonly string[])[];
}

/** How the tool's own parser reads a line. What is not said here is refused, whatever the tool would make of it. */
export interface Dialect {
  /** `--` ends the options, and is written before operands. */
  readonly endOfOptions: boolean;
  /** `-F99` means `-F 99`. */
  readonly joinedShortValues: boolean;
  /** `-ag` means `-a -g`. Never with a value inside. */
  readonly flagClusters: boolean;
  /** `--freq=99` means `--freq 99`. */
  readonly equalsLongValues: boolean;
}

export interface SubcommandBaseline {
  /** Its words with a blank between them; empty where a tool has none. */
  readonly name: string;
  readonly options: readonly OptionGrammar[];
  /** At least one of each group has to be there. Members are canonical names. */
  readonly requireOneOf: readonly (readonly string[])[];
  readonly defaults: readonly DefaultOption[];
  readonly operands: OperandGrammar;
  /**
   * Arguments that, before a person's own, make the tool only check the line and end with 0 where it is right. Asked
   * before every run that has operands.
   */
  readonly rehearsal?: readonly string[];
  /** What the agent appends to the options; slots (`fillSlots`) fill a whole token. */
  readonly injected: readonly string[];
  /** Absent: its output cannot be cut into segments. */
  readonly rolling?: RollingBaseline;
  readonly stop: StopBaseline;
  /** What `resolutionPreset` adds until an administrator says otherwise. */
  readonly presets?: { readonly [name in 'low' | 'medium' | 'high']: readonly string[] };
  /** The most that a config may give, without CAP_. */
  readonly capabilities: readonly string[];
  /**
   * It looks at the network that it runs in, so it is run in that of the node, or of the pod that it is kept to: the
   * agent's own is another one in a cluster.
   */
  readonly looksAtNetwork?: true;
  /** Absent: the subcommand shows the node and cannot be kept to pods. */
  readonly confinement?: Confinement;
  readonly followUp?: FollowUp;
  readonly outputs: readonly OutputBaseline[];
  /** What else it writes into the run's directory on the way to them, and counts against the cap on its output. */
  readonly drafts?: readonly DraftBaseline[];
}

/** A file or a folder, below the run's directory. */
export interface DraftBaseline {
  readonly path: string;
  /** Each byte counts so often, for what the tool will still make of it; within another draft, beside that. */
  readonly weight: number;
}

/** How a subcommand cuts its output into segments while it runs. */
export interface RollingBaseline {
  /** The name of the output that is cut. */
  readonly output: string;
  /** In place of `injected`; `{rollingSeconds}` is the interval. Names of files are relative: tools run in their run's directory. */
  readonly injected: readonly string[];
  /** A segment is called so, with a dot and digits that rise. */
  readonly fileName: string;
  /** Makes the tool begin a new segment; absent: it does so by itself. */
  readonly signal?: 'SIGUSR2';
  /**
   * `whenDone`: a segment has `fileName` alone while it is written, and its digits once it is whole. `whenBegun`: it has
   * them from its beginning, and is whole once there is a later one.
   */
  readonly named: 'whenDone' | 'whenBegun';
}

export interface StopBaseline {
  /** SIGKILL where any other signal would harm what the tool looks at: what it was at is lost then. */
  readonly signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL';
  /**
   * Sent to what the tool started, which it waits for, and to the tool itself only where it started nothing; absent: to
   * the tool alone.
   */
  readonly toItsChildren?: true;
  /** How a tool shows that a stop costs it nothing any more; absent: it may be stopped at any time. */
  readonly notBefore?: StopGate;
  /** It is sent again each time after so long while the tool runs, which may have missed it; absent: once. */
  readonly againAfterMs?: number;
  readonly minGraceMs: number;
}

/** How a subcommand is kept to pods. */
export type Confinement = ProcessConfinement | NetworkConfinement;

/** To their processes. The names are canonical ones of its options. */
export interface ProcessConfinement {
  /** Takes the pids: this option, or the operand. Under pods it is the agent's alone and stands on every line. */
  readonly by: { readonly option: string } | 'operand';
  readonly slot: '{pids}';
  readonly maxPids: number;
  /** Options that show more than those processes. */
  readonly nodeWide: readonly string[];
}

/**
 * To the network of one pod: the tool runs in its network namespace, which all containers of the pod share, and no
 * option of it shows anything beyond. It takes nothing on the line.
 */
interface NetworkConfinement {
  readonly by: 'network';
}

/** A second program run after the tool in the same place; its standard output becomes an artifact. */
interface FollowUp {
  readonly name: string;
  readonly args: readonly string[];
  readonly output: { readonly artifactId: string; readonly fileName: string; readonly mediaType: string };
}

export interface OutputBaseline {
  readonly name: string;
  /** Below the run's directory. */
  readonly path: string;
  readonly mediaType: string;
  /** What is written instead where the line has one of these options with this value; the first that fits. */
  readonly otherForms?: readonly OtherForm[];
  readonly required: boolean;
  /** What the tool prints is written there. */
  readonly isStdout?: true;
  /** The tool only ever appends to it: what is there of it can be sent while the tool runs. */
  readonly isAppendOnly?: true;
  /** Empty where there was nothing to see, which is an answer too. */
  readonly mayBeEmpty?: true;
}

interface OtherForm {
  /** Canonical. */
  readonly option: string;
  /** Absent: of a flag. */
  readonly value?: string;
  readonly mediaType: string;
}

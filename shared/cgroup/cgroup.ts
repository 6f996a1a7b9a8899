import type { Caps } from '../domain/command.ts';
import type { CgroupMode } from '../domain/node-facts.ts';
import type { AppliedCaps, Usage } from '../domain/outcome.ts';

/** The cgroups of one agent: one parent in every hierarchy, below it one cgroup for each run. */
export interface Cgroups {
  readonly mode: CgroupMode;
  /**
   * Makes the cgroup of one run and writes its limits. Every limit is read back and compared after the kernel's
   * own rounding; when one did not stick the result is `failed`, and nothing is left behind.
   */
  create(name: string, caps: Caps): Promise<CreateResult>;
  /** Removes run cgroups that an earlier agent of this instance left, killing what is in them; returns their names. */
  sweep(): Promise<readonly string[]>;
  /** Removes the own parents where they are empty; to be called at shutdown. */
  close(): Promise<void>;
}

export type CreateResult =
  | { readonly kind: 'created'; readonly cgroup: RunCgroup }
  | { readonly kind: 'failed'; readonly message: string };

/** What the kernel did to a run at its limits. */
export interface LimitEvents {
  readonly oomKills: number;
  readonly pidsDenied: number;
}

/** The cgroup of one run: a directory in each hierarchy. */
export interface RunCgroup {
  readonly name: string;
  /** The files to which a process writes `0` to join, one in each hierarchy. */
  readonly joinFiles: readonly string[];
  /** The limits as read back. */
  readonly applied: AppliedCaps;
  readUsage(): Promise<Usage>;
  readLimitEvents(): Promise<LimitEvents>;
  isPopulated(): Promise<boolean>;
  /** Sends a signal to every process of the run but this one; resolves with how many there were. */
  signalOthers(pid: number, signal: NodeJS.Signals): Promise<number>;
  /** Kills the whole tree, whatever it forked; resolves when nothing is left, rejects after 5 s. */
  killAll(): Promise<void>;
  /** Removes the directories. `EBUSY` is retried: 1 ms doubling, 10 times. Removing twice is harmless. */
  remove(): Promise<void>;
}

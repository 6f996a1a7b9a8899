import type { Caps } from '../domain/command.ts';
import type { CgroupMode } from '../domain/node-facts.ts';
import type { AppliedCaps, Usage } from '../domain/outcome.ts';

/** The cgroups of one agent: one parent in every hierarchy, below it one cgroup for each run. */
export interface Cgroups {
  readonly mode: CgroupMode;
  /**
   * Makes the cgroup of one run and writes its limits. Every limit is read back and compared after the kernel's
   * own rounding; when one did not stick the result is `failed`, and nothing is left behind. Disk bandwidth is that
   * of the disk on which `directory` lies.
   */
  create(name: string, caps: Caps, directory: string): Promise<CreateResult>;
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
  /** Whether it is whole. Once somebody else has removed a directory of it, nothing says what its processes do. */
  exists(): Promise<boolean>;
  /**
   * Takes away what slows the tool down before its limit (v2: `memory.high`), so that it can complete its files; to be
   * called before the stop signal. The limits themselves stay. Does nothing where the cgroup is gone.
   */
  easeForStop(): Promise<void>;
  isPopulated(): Promise<boolean>;
  /** Sends a signal to every process of the run but this one; resolves with how many there were. */
  signalOthers(pid: number, signal: NodeJS.Signals): Promise<number>;
  /** Kills the whole tree, whatever it forked; resolves when nothing is left, rejects after 5 s. */
  killAll(): Promise<void>;
  /** Removes the directories. `EBUSY` is retried: 1 ms doubling, 10 times. Removing twice is harmless. */
  remove(): Promise<void>;
}

import type { Cgroups } from '../../shared/cgroup/cgroup.ts';
import type { Ending } from '../../shared/domain/outcome.ts';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Failpoints } from '../../shared/runtime/failpoint.ts';
import type { PinnedBinary } from '../execution/pin-binary.ts';
import type { NodeNetwork } from '../targets/open-node-network.ts';
import type { SendGrowing } from '../uploads/send-growing.ts';
import type { UploadOrder } from '../uploads/upload-queue.ts';

/** What carrying out commands needs of the rest of the agent. */
export interface CommandDeps {
  /** Directory of the commands' directories; exists. */
  readonly spool: string;
  readonly nodeUid: string;
  readonly bootId: string;
  readonly cgroups: Cgroups;
  /** Places of tools on this node that go before the config's, by tool. */
  readonly toolPaths: ReadonlyMap<string, string>;
  readonly spoolFloorBytes: number;
  readonly spoolLimitBytes: number;
  readonly perfProblem: string;
  readonly openNodeNetwork: () => Promise<NodeNetwork>;
  /** Empty where the tool does not tell. */
  readonly readVersion: (binary: PinnedBinary, versionArgs: readonly string[]) => Promise<string>;
  /** Aborts when the agent is to stop. */
  readonly stopping: AbortSignal;
  readonly upload: (order: UploadOrder) => void;
  readonly sendGrowing: SendGrowing;
  /** Told when a command begins to be carried out. */
  readonly onBegun: () => void;
  /** Told once for each command that was carried out here. */
  readonly onEnded: (ending: Ending) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly failpoints: Failpoints;
}

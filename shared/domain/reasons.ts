/**
 * Every reason that stands in an outcome, a condition or an event: CamelCase words that people search for and
 * programs compare. The comment says what it means and what helps.
 */
export const reasons = {
  /** The tool is not in this agent's baseline, or has no PowerToolConfig. */
  UnknownTool: 'UnknownTool',
  /** An argument is outside the grammar of the baseline or of the policy; the message names it. */
  ArgumentRefused: 'ArgumentRefused',
  /** A command names a config or a policy that the agent was not sent, or another one than it was sent. */
  RulesNotHeld: 'RulesNotHeld',
  /** The executable's digest is not among those that the config allows. */
  BinaryNotAllowed: 'BinaryNotAllowed',
  /** The executable's version is not one that the line may be run with; the message names the lines that may. */
  VersionNotSupported: 'VersionNotSupported',
  /** The executable's version is not in the range that the config allows; the message names both. */
  VersionNotAllowed: 'VersionNotAllowed',
  /** No such executable on the node, or one that cannot be pinned. */
  BinaryNotFound: 'BinaryNotFound',
  /** The kernel does not let perf open events; see perf_event_paranoid. */
  PerfNotPermitted: 'PerfNotPermitted',
  /** A cgroup could not be made, or a limit did not stick. */
  CgroupFailed: 'CgroupFailed',
  /** As many runs of this tool as the config allows are under way, or a tool that excludes it; the message names one. */
  Busy: 'Busy',
  /** No process of the pods is left on the node; the message names them. They were deleted, moved or restarted. */
  TargetGone: 'TargetGone',
  /** The pods have more processes than the tool can be kept to: choose fewer pods, or a container of them. */
  TooManyProcesses: 'TooManyProcesses',
  /** The network namespace of the node or of the pod cannot be opened; see hostPID in docs/kubernetes.md. */
  NetworkNotEntered: 'NetworkNotEntered',
  /** The pod uses the node's own network, where its traffic cannot be told from that of others: choose the node. */
  HostNetwork: 'HostNetwork',
  /** The tool sees the network of one pod, and several pods of the node are targets: choose one of them. */
  SeveralNetworks: 'SeveralNetworks',
  /** The spool's disk is below its floor of free space. */
  SpoolFull: 'SpoolFull',
  /** The spool's disk takes no writes: it was mounted or became read-only, or it fails; the message says which. */
  SpoolNotWritable: 'SpoolNotWritable',
  /** The agent is shutting down. */
  Draining: 'Draining',
  /** The command was malformed, of an older attempt or of an older leader. */
  CommandRefused: 'CommandRefused',
  /** The tool exited with a code other than 0, or by a signal that was not ours. */
  ToolFailed: 'ToolFailed',
  /** The tool could not be executed. */
  ExecFailed: 'ExecFailed',
  /** The tool outlived its grace after the stop signal and was killed. */
  GraceExceeded: 'GraceExceeded',
  /** A person, a deleted object or a budget asked to stop. */
  StopRequested: 'StopRequested',
  /** The agent was stopped while the tool ran. */
  AgentStopping: 'AgentStopping',
  /** The agent died while the tool ran; what it left was salvaged. */
  AgentLost: 'AgentLost',
  /** Prepared, but the start was not confirmed in time. */
  NoCommit: 'NoCommit',
  /** The kernel killed the tool at its memory limit. */
  MemoryLimit: 'MemoryLimit',
  /** The tool reached its limit of processes. */
  PidsLimit: 'PidsLimit',
  /** The tool reached its output cap and was stopped. */
  OutputLimit: 'OutputLimit',
  /** The tool took more of a core than `budgets.perNodeOverheadPercent` allows; the message has both figures. */
  OverheadLimit: 'OverheadLimit',
  /** The pressure on the node rose by more than `budgets.abortOnPressure` allows; the message has the figures. */
  PressureLimit: 'PressureLimit',
  /** The node's kernel does not tell the pressure that `budgets.abortOnPressure` is about: boot it with psi=1. */
  PressureUnknown: 'PressureUnknown',
  /** A required output is missing or its format ends in the middle. */
  OutputIncomplete: 'OutputIncomplete',
  /** The tool was still getting ready when the start instant came; it started after it. */
  StartedLate: 'StartedLate',

  /** The capture is valid and will be carried out. */
  Accepted: 'Accepted',
  /** The capture is not valid; the message lists every fault. */
  Invalid: 'Invalid',
  /** The PowerToolConfig of the tool cannot be honoured; its condition Ready says why. */
  ConfigNotReady: 'ConfigNotReady',
  /** The PowerToolArgumentPolicy of the tool cannot be honoured, is not there, or is for another tool. */
  PolicyNotReady: 'PolicyNotReady',
  /** The capture is carried out, though its argument policy, which only warns, would have refused it. */
  OutsidePolicy: 'OutsidePolicy',
  /** A config or policy can be honoured. */
  Ready: 'Ready',
  /** A config can be honoured, but the coordinator's ceiling holds in place of a limit of it. */
  CutToCeiling: 'CutToCeiling',
  /** A config or policy asks for more than the agents' baseline has. */
  OutsideBaseline: 'OutsideBaseline',
  /** Nothing could ever satisfy the policy, or the config under it. */
  Contradictory: 'Contradictory',
  /** The argument policy that a config names is not there. */
  PolicyNotFound: 'PolicyNotFound',
  /** The argument policy that a config names is for another tool. */
  PolicyMismatch: 'PolicyMismatch',
  /** The object did not come through the coordinator's admission webhook, or was changed behind its back. */
  NotAdmitted: 'NotAdmitted',
  /** The spec was edited after acceptance; what was accepted is carried out. */
  SpecImmutable: 'SpecImmutable',
  TargetsResolved: 'TargetsResolved',
  /** No connected node matches the targets. */
  NoMatchingTargets: 'NoMatchingTargets',
  /** A node of the targets has no connected agent. */
  NodeNotConnected: 'NodeNotConnected',
  /** A named node does not exist. */
  NodeNotFound: 'NodeNotFound',
  /** The node is being drained, deleted or reclaimed. */
  NodeLeaving: 'NodeLeaving',
  /** The agent of the node does not know what the capture asks for; upgrade it. */
  AgentTooOld: 'AgentTooOld',
  /** A pod of the targets has no container of that name, or none runs. */
  ContainerNotFound: 'ContainerNotFound',
  /** Waits for nodes that match, at most `targets.waitFor`. */
  WaitingForTargets: 'WaitingForTargets',
  /** Waits for `start.at`. */
  WaitingForStart: 'WaitingForStart',
  /** What was waited for before the capture could begin has come, or is not waited for any more. */
  WaitOver: 'WaitOver',
  /** `start.at` had passed before the capture could be carried out. */
  StartMissed: 'StartMissed',
  /** Waits for another capture, which the message names, at most `start.startDeadline`. */
  WaitingForNodes: 'WaitingForNodes',
  /** No node is busy with another capture any more, or the wait is over. */
  NodesFree: 'NodesFree',
  /** The capture would take, or took, more than `budgets` allows. */
  BudgetExceeded: 'BudgetExceeded',
  /** A node failed and `failurePolicy.onError` is Abort. */
  Aborted: 'Aborted',
  /** A further attempt was planned for nodes that failed. */
  Retried: 'Retried',
  /** The files were removed when their retention had passed. */
  ArtifactsExpired: 'ArtifactsExpired',
  /** Files are sealed on their nodes, as output.mode asks, and not in the store: toe download fetches them. */
  KeptOnNode: 'KeptOnNode',
  /** Files that were kept on nodes are in the store now. */
  Fetched: 'Fetched',
  /** A file that was kept on a node is neither there any more nor in the store; the manifest says why. */
  KeptFilesGone: 'KeptFilesGone',
  /** A node did not answer Prepare in time. */
  NotPrepared: 'NotPrepared',
  Started: 'Started',
  /** No node could start. */
  NothingStarted: 'NothingStarted',
  Captured: 'Captured',
  Verified: 'Verified',
  /** The agent has been silent for longer than the session lease; the tool goes on to its planned end. */
  NodeUnknown: 'NodeUnknown',
  /** Nothing was heard of the node until the run's deadline. */
  NodeLost: 'NodeLost',
  /** Sealed on the node, but not all bytes arrived before the upload deadline. */
  UploadTimedOut: 'UploadTimedOut',
  Processed: 'Processed',
  /** A processing step failed; the raw artifacts are kept. */
  ProcessingFailed: 'ProcessingFailed',
  /** Nothing to process for this tool. */
  NothingToProcess: 'NothingToProcess',

  Succeeded: 'Succeeded',
  /** Stopped on request, with complete files. */
  StoppedEarly: 'StoppedEarly',
  PartiallySucceeded: 'PartiallySucceeded',
  Failed: 'Failed',
  Cancelled: 'Cancelled',

  /** A template created a PowerTool, for an instant of its schedule or for a node that leaves. */
  Fired: 'Fired',
  /** Instants of a schedule passed without a PowerTool: no coordinator ran, or startingDeadlineSeconds had passed. */
  FiringMissed: 'FiringMissed',
  /** More than 100 instants were missed: set startingDeadlineSeconds, or look for a clock that is wrong. */
  TooManyMissed: 'TooManyMissed',
  /** An earlier firing is under way and concurrencyPolicy is Forbid. */
  FiringSkipped: 'FiringSkipped',
  /** An earlier firing was stopped since concurrencyPolicy is Replace. */
  FiringReplaced: 'FiringReplaced',
  /** The PowerTool of a firing could not be created; the message says why. */
  FiringRefused: 'FiringRefused',
  /** A node leaves within the cooldown of its last capture, or maxPerDay is reached. */
  OccasionSkipped: 'OccasionSkipped',
  /** spec.suspend: the template fires nothing for now. */
  Suspended: 'Suspended',
} as const;

export type Reason = (typeof reasons)[keyof typeof reasons];

/** What a process of simulated agents is told at its start: a JSON file, its path the only argument. */
export interface SimulatorPlan {
  /** `host:port` of the coordinator. */
  readonly address: string;
  readonly authorityPath: string;
  readonly agents: readonly SimulatedNode[];
  /** Of every command. */
  readonly behaviour: SimulatedBehaviour;
}

export interface SimulatedNode {
  readonly name: string;
  readonly uid: string;
  readonly tokenPath: string;
  /** Whether it leaves the optional outputs of a command as well. */
  readonly leavesOptional: boolean;
}

/** How a simulated agent carries out a command that it was sent. */
export interface SimulatedBehaviour {
  /** From Prepare to prepared. */
  readonly prepareMs: number;
  /** Of the file that is uploaded for an output. */
  readonly fileBytes: number;
}

/** What the parent asks of such a process, one at a time. */
export interface SimulatorQuestion {
  /** Forget what happened so far, once it was reported. */
  readonly isReset: boolean;
}

/** What happened in one process, or in all together. Instants on this machine's monotonic clock, 0: never. */
export interface SimulatorReport {
  /** Sessions that are open now. */
  readonly connected: number;
  readonly lastWelcomeUs: number;
  readonly prepares: number;
  readonly firstPrepareUs: number;
  readonly lastPreparedUs: number;
  readonly commits: number;
  /** Commits that came after the instant that they named. */
  readonly lateCommits: number;
  /** The start instants that the agents were told; all clocks are one, so that they should be one. */
  readonly firstStartUs: number;
  readonly lastStartUs: number;
  readonly outcomes: number;
  readonly delivered: number;
  readonly lastDeliveredUs: number;
  readonly forgotten: number;
  /** Since the process started. */
  readonly cpuSeconds: number;
}

export const emptyReport: SimulatorReport = {
  connected: 0,
  lastWelcomeUs: 0,
  prepares: 0,
  firstPrepareUs: 0,
  lastPreparedUs: 0,
  commits: 0,
  lateCommits: 0,
  firstStartUs: 0,
  lastStartUs: 0,
  outcomes: 0,
  delivered: 0,
  lastDeliveredUs: 0,
  forgotten: 0,
  cpuSeconds: 0,
};

/** Adds the reports of several processes up. */
export function addReports(reports: readonly SimulatorReport[]): SimulatorReport {
  return reports.reduce(
    (total, report) => ({
      connected: total.connected + report.connected,
      lastWelcomeUs: Math.max(total.lastWelcomeUs, report.lastWelcomeUs),
      prepares: total.prepares + report.prepares,
      firstPrepareUs: earliest(total.firstPrepareUs, report.firstPrepareUs),
      lastPreparedUs: Math.max(total.lastPreparedUs, report.lastPreparedUs),
      commits: total.commits + report.commits,
      lateCommits: total.lateCommits + report.lateCommits,
      firstStartUs: earliest(total.firstStartUs, report.firstStartUs),
      lastStartUs: Math.max(total.lastStartUs, report.lastStartUs),
      outcomes: total.outcomes + report.outcomes,
      delivered: total.delivered + report.delivered,
      lastDeliveredUs: Math.max(total.lastDeliveredUs, report.lastDeliveredUs),
      forgotten: total.forgotten + report.forgotten,
      cpuSeconds: total.cpuSeconds + report.cpuSeconds,
    }),
    emptyReport,
  );
}

/** Of two instants of which 0 is none. */
export function earliest(left: number, right: number): number {
  return left === 0 || right === 0 ? Math.max(left, right) : Math.min(left, right);
}

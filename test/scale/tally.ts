import { systemClock } from '../../shared/runtime/clock.ts';
import { earliest, emptyReport, type SimulatorReport } from './simulator-protocol.ts';

type Tallied = { -readonly [Key in keyof SimulatorReport]: SimulatorReport[Key] };

/** What happened to the simulated agents of one process. */
export class Tally {
  #now: Tallied = { ...emptyReport };

  welcome(): void {
    this.#now.lastWelcomeUs = systemClock.monotonicUs();
  }

  prepare(): void {
    this.#now.prepares += 1;
    this.#now.firstPrepareUs ||= systemClock.monotonicUs();
  }

  prepared(): void {
    this.#now.lastPreparedUs = systemClock.monotonicUs();
  }

  commit(startUs: number, isLate: boolean): void {
    this.#now.commits += 1;
    if (isLate) this.#now.lateCommits += 1;
    this.#now.firstStartUs = earliest(this.#now.firstStartUs, startUs);
    this.#now.lastStartUs = Math.max(this.#now.lastStartUs, startUs);
  }

  outcome(): void {
    this.#now.outcomes += 1;
  }

  deliver(): void {
    this.#now.delivered += 1;
    this.#now.lastDeliveredUs = systemClock.monotonicUs();
  }

  forget(): void {
    this.#now.forgotten += 1;
  }

  read(connected: number): SimulatorReport {
    const { user, system } = process.cpuUsage();
    return { ...this.#now, connected, cpuSeconds: (user + system) / 1e6 };
  }

  reset(): void {
    this.#now = { ...emptyReport, lastWelcomeUs: this.#now.lastWelcomeUs };
  }
}

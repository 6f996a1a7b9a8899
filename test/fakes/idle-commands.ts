import type { CommandReceiver } from '../../agent/connection/command-receiver.ts';

/** Carries out nothing and remembers nothing. */
export class IdleCommands implements CommandReceiver {
  readStatus() {
    return { commands: [], outcomes: [], keptFiles: [] };
  }
  hold(): void {}

  prepare(): void {}
  commit(): void {}
  stop(): void {}
  upload(): void {}
  discard(): void {}
  forget(): void {}
}

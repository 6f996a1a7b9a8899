import type { CoordinatorSays } from '../../shared/domain/session-messages.ts';
import type { Log } from '../../shared/log.ts';
import type { CommandReceiver } from './command-receiver.ts';
import type { Outbox } from './outbox.ts';

/** Messages that the session itself does not answer. */
export type CommandMessage = Exclude<CoordinatorSays, { kind: 'welcome' | 'clockProbe' | 'redirect' }>;

/** Hands a message to whom it is for; one that this version does not know is answered by name. */
export function receiveMessage(
  says: CommandMessage,
  deps: { readonly commands: CommandReceiver; readonly outbox: Outbox; readonly log: Log },
): void {
  switch (says.kind) {
    case 'rules':
      deps.commands.hold(says.document);
      return;
    case 'prepare':
      deps.commands.prepare(says.command);
      return;
    case 'commit':
      deps.commands.commit(says.commandId, {
        monotonicUs: says.startAtMonotonicUs,
        unixUs: says.startAtUnixUs,
      });
      return;
    case 'stop':
      deps.commands.stop(says.commandId, { reason: says.reason, message: says.message });
      return;
    case 'upload':
      deps.commands.upload(says.commandId, says.artifactId);
      return;
    case 'discard':
      deps.commands.discard(says.commandId);
      return;
    case 'forget':
      deps.commands.forget(says.commandId);
      return;
    case 'unknown':
      deps.log.warn('Coordinator sent a message that this agent does not know');
      deps.outbox.put({ kind: 'unsupported', what: 'a coordinator message of a newer protocol' });
      return;
    default:
      says satisfies never;
  }
}

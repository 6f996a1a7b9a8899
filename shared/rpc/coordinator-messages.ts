import type { BinaryRule, Caps, Command, TargetPod } from '../domain/command.ts';
import type { CoordinatorSays } from '../domain/session-messages.ts';
import type { Command__Output, Command as WireCommand } from './generated/toe/v1/Command.ts';
import type {
  CoordinatorMessage,
  CoordinatorMessage__Output,
} from './generated/toe/v1/CoordinatorMessage.ts';
import type { Pod__Output, Pod as WirePod } from './generated/toe/v1/Pod.ts';

const noCaps: Caps = {
  cpuPercent: 0,
  cpuRequestPercent: 0,
  memoryBytes: 0,
  memoryRequestBytes: 0,
  pids: 0,
  outputBytes: 0,
  readBytesPerSecond: 0,
  writeBytesPerSecond: 0,
};

/** Reads what the coordinator sent; a message of a newer protocol becomes `unknown`, to be answered by name. */
export function toCoordinatorSays(wire: CoordinatorMessage__Output): CoordinatorSays {
  if (wire.welcome) return { kind: 'welcome', welcome: wire.welcome };
  if (wire.clockProbe) return { kind: 'clockProbe', sentUs: wire.clockProbe.sentUs };
  if (wire.rules) return { kind: 'rules', document: wire.rules };
  if (wire.prepare?.command) return { kind: 'prepare', command: toCommand(wire.prepare.command) };
  if (wire.commit) {
    const { commandId, startAtMonotonicUs, startAtUnixUs } = wire.commit;
    return { kind: 'commit', commandId, startAtMonotonicUs, startAtUnixUs };
  }
  if (wire.stop) return { kind: 'stop', ...wire.stop };
  if (wire.upload) return { kind: 'upload', ...wire.upload };
  if (wire.discard) return { kind: 'discard', commandId: wire.discard.commandId };
  if (wire.forget) return { kind: 'forget', commandId: wire.forget.commandId };
  if (wire.redirect) return { kind: 'redirect', address: wire.redirect.address };
  return { kind: 'unknown' };
}

/** Writes what the coordinator says, under the epoch of the leader that says it. */
export function toCoordinatorMessage(says: CoordinatorSays, epoch: number): CoordinatorMessage {
  switch (says.kind) {
    case 'welcome':
      return { epoch, welcome: says.welcome };
    case 'clockProbe':
      return { epoch, clockProbe: { sentUs: says.sentUs } };
    case 'rules':
      return { epoch, rules: says.document };
    case 'prepare':
      return { epoch, prepare: { command: toWireCommand(says.command) } };
    case 'commit': {
      const { commandId, startAtMonotonicUs, startAtUnixUs } = says;
      return { epoch, commit: { commandId, startAtMonotonicUs, startAtUnixUs } };
    }
    case 'stop':
      return { epoch, stop: { commandId: says.commandId, reason: says.reason, message: says.message } };
    case 'upload':
      return { epoch, upload: { commandId: says.commandId, artifactId: says.artifactId } };
    case 'discard':
      return { epoch, discard: { commandId: says.commandId } };
    case 'forget':
      return { epoch, forget: { commandId: says.commandId } };
    case 'redirect':
      return { epoch, redirect: { address: says.address } };
    case 'unknown':
      return { epoch };
    default:
      return says satisfies never;
  }
}

function toCommand({ target, ...wire }: Command__Output): Command {
  return {
    ...wire,
    binary: toBinaryRule(wire.binary),
    caps: wire.caps ?? noCaps,
    pods: target?.pods.map(toTargetPod) ?? [],
    abortOnPressure: wire.abortOnPressure ?? undefined,
  };
}

/** A container that lacks its id or its name comes out with an empty one, which no agent takes. */
function toTargetPod({ containerIds, containerNames, ...pod }: Pod__Output): TargetPod {
  const count = Math.max(containerIds.length, containerNames.length);
  const containers = Array.from({ length: count }, (_, at) => ({
    name: containerNames[at] ?? '',
    id: containerIds[at] ?? '',
  }));
  return { ...pod, containers };
}

function toBinaryRule(wire: Command__Output['binary']): BinaryRule {
  const source = wire?.source === 'image' || wire?.source === 'builtin' ? wire.source : 'host';
  return { source, path: wire?.path ?? '', sha256: wire?.sha256 ?? [] };
}

function toWireCommand({ pods, ...command }: Command): WireCommand {
  return {
    ...command,
    target: pods.length === 0 ? null : { pods: pods.map(toWirePod) },
    abortOnPressure: command.abortOnPressure ?? null,
    exclusiveWith: [...command.exclusiveWith],
    lockedArgs: [...command.lockedArgs],
    args: [...command.args],
    binary: { ...command.binary, sha256: [...command.binary.sha256] },
    outputs: [...command.outputs],
    capabilities: [...command.capabilities],
  };
}

function toWirePod({ containers, ...pod }: TargetPod): WirePod {
  return {
    ...pod,
    containerIds: containers.map(({ id }) => id),
    containerNames: containers.map(({ name }) => name),
  };
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadResult } from '../uploads/upload-artifact.ts';
import type { CommandDeps } from './command-deps.ts';
import type { SealedFile } from './command-fact.ts';
import { isFinished, isToBeSent } from './command-state.ts';
import type { LiveCommand } from './live-command.ts';

/**
 * Gives a sealed file to the upload queue, unless it is kept and nobody has asked for it. It is deleted when its receipt
 * is durable in the journal and nobody reads it any more, not before.
 */
export function sendFile(
  live: LiveCommand,
  file: SealedFile,
  deps: Pick<CommandDeps, 'upload' | 'log' | 'failpoints'>,
): void {
  const { artifactId, sizeBytes } = file.artifact;
  const path = join(live.directory, file.path);
  if (live.sending.has(artifactId) || !isToBeSent(live.record, artifactId)) return;
  live.sending.add(artifactId);
  deps.upload({
    commandId: live.id,
    artifact: file.artifact,
    path,
    maxBytesPerSecond: live.record.command.maxUploadBytesPerSecond,
    onDurable: (bytes) => {
      live.durable.set(artifactId, bytes);
      live.report();
    },
    onDelivery: (delivery) => {
      void settle(live, file, path, delivery, deps).catch((error: unknown) => {
        deps.log.error(
          { err: error, command: live.id, artifact: artifactId },
          'Delivery could not be journaled',
        );
      });
      if (delivery.kind === 'delivered') live.durable.set(artifactId, sizeBytes);
    },
  });
}

async function settle(
  live: LiveCommand,
  file: SealedFile,
  path: string,
  delivery: UploadResult,
  deps: Pick<CommandDeps, 'failpoints'>,
): Promise<void> {
  const { artifactId } = file.artifact;
  live.sending.delete(artifactId);
  if (delivery.kind === 'stopped' || live.record.discarded) return;
  if (delivery.kind === 'delivered') {
    await live.note({ kind: 'delivered', receipt: delivery.receipt });
    await deps.failpoints.reach('agent.before-delete');
    if (live.keptFiles === undefined || (file.artifact.segment ?? 0) === 0) await rm(path, { force: true });
    else live.keptFiles.push(path);
  } else await live.note({ kind: 'undeliverable', artifactId, message: delivery.message });
  if (isFinished(live.record)) live.onFinished();
}

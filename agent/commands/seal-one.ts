import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodingEndings, isEncoding } from '../../shared/domain/artifact.ts';
import type { CompressTarget } from '../artifacts/compress-file.ts';
import { isCompressed } from '../artifacts/is-compressed.ts';
import { type SealRequest, sealFile } from '../artifacts/seal-file.ts';
import { readFreeBytes } from '../targets/free-bytes.ts';
import type { CommandDeps } from './command-deps.ts';
import type { LiveCommand } from './live-command.ts';
import { sendFile } from './send-file.ts';

/** Of compressed copies, beside the run's directory: what a tool may still have put there is never in their way. */
const copies = 'sealed';

type SealDeps = Pick<CommandDeps, 'spool' | 'spoolFloorBytes' | 'upload' | 'log' | 'failpoints'>;

export interface WantedFile extends Omit<SealRequest, 'directory' | 'compressTo'> {
  /** It was sent as it was written, so it is stored so. */
  readonly isSentGrowing?: boolean;
}

/**
 * Seals one file of the run's directory, compressed as the command says, journals it and sends it off. The file of
 * which there is a compressed copy goes when the journal has the copy: killed in between, recovery finds the file and
 * begins again. A file that is not there, or not the run's to give away, is left out.
 */
export async function sealOne(
  live: LiveCommand,
  wanted: WantedFile,
  directory: string,
  deps: SealDeps,
): Promise<void> {
  const compressTo = toTarget(live, wanted, deps);
  const sealing = await sealFile({ ...wanted, directory, ...(compressTo && { compressTo }) });
  if (sealing.kind === 'missing') {
    live.durable.delete(wanted.artifactId);
    deps.log.warn({ command: live.id, file: wanted.path, why: sealing.message }, 'Output was not sealed');
    return;
  }
  const { artifact } = sealing;
  const isCopy = artifact.raw !== undefined && compressTo !== undefined;
  const path = isCopy ? join(copies, toCopyName(wanted, compressTo)) : join('run', wanted.path);
  const sealed = { artifact, path };
  await deps.failpoints.reach('agent.before-sealed');
  await live.note({ kind: 'sealed', file: sealed });
  await deps.failpoints.reach('agent.after-sealed');
  if (isCopy) await rm(join(directory, wanted.path), { force: true });
  sendFile(live, sealed, deps);
}

function toTarget(live: LiveCommand, wanted: WantedFile, deps: SealDeps): CompressTarget | undefined {
  const { compression } = live.record.command;
  const { mediaType, path: fileName, artifactId } = wanted;
  if (wanted.isSentGrowing === true) return undefined;
  if (!isEncoding(compression) || isCompressed({ mediaType, fileName })) return undefined;
  return {
    encoding: compression,
    path: join(live.directory, copies, toCopyName(wanted, { encoding: compression })),
    hasRoom: async () => (await readFreeBytes(deps.spool)) >= deps.spoolFloorBytes,
    onGivenUp: (why) =>
      deps.log.warn({ command: live.id, artifact: artifactId, why }, 'File was sealed uncompressed'),
    failpoints: deps.failpoints,
  };
}

function toCopyName({ artifactId }: WantedFile, { encoding }: Pick<CompressTarget, 'encoding'>): string {
  return `${artifactId}${encodingEndings[encoding]}`;
}

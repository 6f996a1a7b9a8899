import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { maxSegments, toSegmentName } from '../../shared/domain/rolling.ts';
import { sealFile } from '../artifacts/seal-file.ts';
import type { CommandDeps } from './command-deps.ts';
import type { LiveCommand } from './live-command.ts';
import { listBegun, type RolledOutput } from './rolled-output.ts';
import { sendFile } from './send-file.ts';

/** Beside the run's directory, where the tool knows nothing of them. */
const folder = 'segments';
/** A tool may be late or early by some. */
const most = maxSegments + 24;

/** Takes these segments out of the run's directory, in this order, and seals, journals and sends each. */
export async function takeSegments(
  live: LiveCommand,
  rolled: RolledOutput,
  names: readonly string[],
  directory: string,
  deps: CommandDeps,
): Promise<void> {
  if (names.length === 0) return;
  await mkdir(join(live.directory, folder), { recursive: true, mode: 0o700 });
  for (const name of names) {
    const segment = live.takenSegments + 1;
    if (segment > most) {
      deps.log.warn({ command: live.id, file: name }, 'Segment was left, since there are too many');
      continue;
    }
    const fileName = toSegmentName(rolled.rolling.fileName, segment);
    await rename(join(directory, name), join(live.directory, folder, fileName));
    live.takenSegments = segment;
    await sealSegment(live, rolled, fileName, segment, deps);
  }
}

/**
 * Everything that the tool has left, once it has ended. What was taken before and not journaled comes first: an agent
 * may have died between the two.
 */
export async function takeLastSegments(
  live: LiveCommand,
  rolled: RolledOutput,
  directory: string,
  deps: CommandDeps,
): Promise<void> {
  const known = new Set(live.record.sealed.map(({ artifact }) => artifact.segment));
  live.takenSegments = Math.max(live.takenSegments, 0, ...[...known].map((segment) => segment ?? 0));
  for (const fileName of (await listTaken(live)).toSorted()) {
    const segment = Number(/-([0-9]+)(?:\.[a-z0-9]+)?$/.exec(fileName)?.[1] ?? 0);
    live.takenSegments = Math.max(live.takenSegments, segment);
    if (segment > 0 && !known.has(segment)) await sealSegment(live, rolled, fileName, segment, deps);
  }
  await takeSegments(live, rolled, await listBegun(directory, rolled.rolling), directory, deps);
}

async function listTaken(live: LiveCommand): Promise<readonly string[]> {
  await mkdir(join(live.directory, folder), { recursive: true, mode: 0o700 });
  return await readdir(join(live.directory, folder));
}

async function sealSegment(
  live: LiveCommand,
  { output }: RolledOutput,
  fileName: string,
  segment: number,
  deps: CommandDeps,
): Promise<void> {
  const { name, mediaType, required } = output;
  const directory = join(live.directory, folder);
  const { size } = await stat(join(directory, fileName)).catch(() => ({ size: 0 }));
  live.takenBytes += size;
  const artifactId = toSegmentName(name, segment);
  const wanted = { directory, path: fileName, artifactId, mediaType, required, output: name };
  const sealing = await sealFile(wanted);
  if (sealing.kind === 'missing') {
    deps.log.warn({ command: live.id, file: fileName, why: sealing.message }, 'Segment was not sealed');
    return;
  }
  const file = { artifact: { ...sealing.artifact, segment }, path: join(folder, fileName) };
  await live.note({ kind: 'sealed', file });
  sendFile(live, file, deps);
}

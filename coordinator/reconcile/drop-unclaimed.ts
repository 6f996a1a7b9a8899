import type { OutputRule } from '../../shared/domain/command.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { Log } from '../../shared/log.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';

/**
 * Gives up the uploads of an attempt that its outcome has no artifact for: files that were sent while their tool ran
 * and that nobody will finish, such as one that the tool had put a link in the place of. `wanted`: the outputs of the
 * command; where all of them are there nothing was begun in vain.
 */
export async function dropUnclaimed(
  attemptKey: string,
  outcome: Outcome,
  wanted: readonly OutputRule[] | undefined,
  { store, log }: { readonly store: ArtifactStore; readonly log: Log },
): Promise<void> {
  const outputs = new Set(outcome.artifacts.map(({ output }) => output));
  if (wanted?.every(({ name }) => outputs.has(name)) === true) return;
  const claimed = new Set(outcome.artifacts.map(({ artifactId }) => `${attemptKey}/${artifactId}`));
  for (const { key } of await store.listUnfinished(attemptKey)) {
    if (claimed.has(key)) continue;
    await store.dropUpload(key);
    log.info({ key }, 'Upload that nobody will finish was given up');
  }
}

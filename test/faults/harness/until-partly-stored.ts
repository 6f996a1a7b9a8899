import { stat } from 'node:fs/promises';
import type { Fleet } from './fleet.ts';
import { toStorePath } from './stored-files.ts';
import { waitUntil } from './wait-until.ts';

/** Waits until the store has some bytes of an artifact and not all: its upload is in the middle. */
export async function untilPartlyStored(
  fleet: Fleet,
  capture: string,
  node: string,
  artifactId: string,
  atLeastBytes = 1,
): Promise<{ readonly storedBytes: number }> {
  const { name } = fleet.node(node);
  return await waitUntil(
    async () => {
      const seen = await fleet.captures.get(capture);
      const part = `.uploads/runs/${seen.uid}/${name}/1/${artifactId}.part`;
      const found = await stat(toStorePath(fleet, part)).catch(() => undefined);
      return found === undefined || found.size < atLeastBytes ? undefined : { storedBytes: found.size };
    },
    { timeoutMs: 60_000, pollMs: 10, what: `a part of "${artifactId}"`, explain: () => fleet.readTails() },
  );
}

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bpfScripts } from '../../shared/arguments/baseline/bpf-scripts.ts';

const slotPattern = /^\{script:([a-z0-9-]+)\}$/;

/**
 * Writes the scripts that an argv has slots for into the run's directory, so that nothing else on the node can change
 * what is read. Resolves with their paths by name. Throws where a script is not the one that its digest is of.
 */
export async function placeScripts(
  argv: readonly string[],
  directory: string,
): Promise<ReadonlyMap<string, string>> {
  const placed = new Map<string, string>();
  for (const token of argv) {
    const [, name] = slotPattern.exec(token) ?? [];
    const script = name === undefined ? undefined : bpfScripts.get(name);
    if (name === undefined || script === undefined) continue;
    if (createHash('sha256').update(script.text).digest('hex') !== script.sha256)
      throw new Error(`Cannot use script "${name}": it is not the one that was pinned`);
    const path = join(directory, `${name}.bt`);
    await writeFile(path, script.text, { mode: 0o400 });
    placed.set(name, path);
  }
  return placed;
}

import type { Log } from '../../shared/log.ts';
import type { PinnedBinary } from '../execution/pin-binary.ts';
import { readVersion } from '../execution/read-version.ts';

/** The version of a pinned executable; empty where it does not tell. Asked once for each digest. */
export type VersionReader = (binary: PinnedBinary, versionArgs: readonly string[]) => Promise<string>;

/** `directory` is the working directory of the executables that are asked. */
export function makeVersionReader(directory: string, log: Log): VersionReader {
  const known = new Map<string, string>();
  return async (binary, versionArgs) => {
    if (versionArgs.length === 0) return '';
    const before = known.get(binary.sha256);
    if (before !== undefined) return before;
    const result = await readVersion(binary, versionArgs, directory, new AbortController().signal);
    if (result.kind === 'failed') {
      log.warn({ path: binary.path, why: result.message }, 'Version of a tool could not be read');
      return '';
    }
    known.set(binary.sha256, result.version);
    return result.version;
  };
}

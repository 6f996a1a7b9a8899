import { readFile } from 'node:fs/promises';
import { release } from 'node:os';
import type { ProcessStarter } from './child-process.ts';
import { findPerf } from './find-perf.ts';

/** How perf is installed on a distribution. */
export interface PerfPackage {
  readonly args: readonly string[];
  readonly commandText: string;
}

/** From the text of /etc/os-release (os-release(5)); undefined for a distribution that is not known here. */
export function toPerfPackage(osRelease: string, kernelRelease: string): PerfPackage | undefined {
  const [, id = ''] = /^ID="?([a-z0-9._-]+)"?$/m.exec(osRelease) ?? [];
  const packages =
    id === 'debian'
      ? ['linux-perf']
      : id === 'ubuntu'
        ? ['linux-tools-generic', `linux-tools-${kernelRelease}`]
        : [];
  if (packages.length === 0) return undefined;
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  return { args, commandText: `apt-get ${args.join(' ')}` };
}

/** The path of perf, after it has been installed where that is possible and `isRoot`; each step is told. */
export async function ensurePerf(
  searchPath: string,
  isRoot: boolean,
  starter: ProcessStarter,
  note: (text: string) => void,
): Promise<string | undefined> {
  const found = await findPerf(searchPath, release());
  if (found !== undefined) return found;
  const wanted = toPerfPackage(await readFile('/etc/os-release', 'utf8').catch(() => ''), release());
  if (wanted === undefined) {
    note(
      'perf is not installed: install it with the package of your distribution; going on with node-snapshot',
    );
    return undefined;
  }
  if (!isRoot) {
    note(`perf is not installed: install it with: sudo ${wanted.commandText}; going on with node-snapshot`);
    return undefined;
  }
  note(`perf is not installed; installing it: ${wanted.commandText}`);
  const isInstalled =
    (await starter.run('apt-get', wanted.args)) === 0 ||
    ((await starter.run('apt-get', ['update'])) === 0 && (await starter.run('apt-get', wanted.args)) === 0);
  const installed = isInstalled ? await findPerf(searchPath, release()) : undefined;
  if (installed === undefined) note('perf could not be installed; going on with node-snapshot');
  return installed;
}

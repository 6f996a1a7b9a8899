import { constants } from 'node:fs';
import { access, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const elfMagic = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);

/**
 * The perf that is a program: on Debian and Ubuntu the one on PATH may be a script that looks for the one of the
 * running kernel, which an agent refuses to run.
 */
export async function findPerf(searchPath: string, kernelRelease: string): Promise<string | undefined> {
  const [version = ''] = /^[0-9]+\.[0-9]+/.exec(kernelRelease) ?? [];
  const directories = searchPath.split(':').filter((directory) => directory.startsWith('/'));
  const candidates = [
    ...directories.map((directory) => join(directory, 'perf')),
    join('/usr/lib/linux-tools', kernelRelease, 'perf'),
    ...directories.map((directory) => join(directory, `perf_${version}`)),
    ...(await listOtherKernels()),
  ];
  for (const candidate of candidates) if (await isExecutableProgram(candidate)) return candidate;
  return undefined;
}

/** A perf of another kernel serves as well, for what is asked of it here. */
async function listOtherKernels(): Promise<readonly string[]> {
  const root = '/usr/lib/linux-tools';
  const names = await readdir(root).catch(() => []);
  return names
    .toSorted((a, b) => a.localeCompare(b))
    .toReversed()
    .map((name) => join(root, name, 'perf'));
}

async function isExecutableProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.equals(elfMagic);
  } catch {
    return false;
  }
}

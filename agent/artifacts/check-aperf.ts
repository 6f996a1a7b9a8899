import type { FileHandle } from 'node:fs/promises';
import { checkGzip } from './check-gzip.ts';
import type { TarEntry } from './tar-header.ts';
import { TarWalker } from './tar-walker.ts';

/** What aperf 1.3 calls it, and what 1.2 and older do. */
const metadataNames: ReadonlySet<string> = new Set(['metadata.json', 'meta_data.bin']);

/**
 * Whether it is an archive of a whole run of `aperf record`: a complete tar.gz with one folder at its top, in which the
 * metadata are, written last of all, and at least one file of figures with something in it. Undefined: complete.
 */
export async function checkAperf(file: FileHandle): Promise<string | undefined> {
  const tops = new Set<string>();
  let hasMetadata = false;
  let hasFigures = false;
  const walker = new TarWalker(({ name, type, sizeBytes }: TarEntry) => {
    const [top = '', inside = '', ...deeper] = name.replace(/^\.\//, '').split('/');
    if (tops.size < 2) tops.add(top);
    if (!/^[0S]$/.test(type) || sizeBytes === 0 || deeper.length > 0) return;
    if (metadataNames.has(inside)) hasMetadata = true;
    else if (inside.endsWith('.bin')) hasFigures = true;
  });
  const problem = (await checkGzip(file, (piece) => walker.push(piece))) ?? walker.end();
  if (problem !== undefined) return problem;
  if (tops.size !== 1) return 'has not one folder at its top, as archives of aperf have';
  if (!hasMetadata) return `lacks the metadata of the run (${[...metadataNames].join(' or ')})`;
  return hasFigures ? undefined : 'has no file of figures (*.bin) with anything in it';
}

import type { FileHandle } from 'node:fs/promises';
import { checkGzip } from './check-gzip.ts';
import { readChunks } from './read-chunks.ts';
import { TarWalker } from './tar-walker.ts';

/** Whether the entries go to the two blocks of zeros at the end. Undefined: complete. */
export async function checkTar(file: FileHandle): Promise<string | undefined> {
  const walker = new TarWalker();
  for await (const chunk of readChunks(file)) walker.push(chunk);
  return walker.end();
}

/** The same of a compressed archive, which has to be a whole stream as well. */
export async function checkTarGzip(file: FileHandle): Promise<string | undefined> {
  const walker = new TarWalker();
  return (await checkGzip(file, (piece) => walker.push(piece))) ?? walker.end();
}

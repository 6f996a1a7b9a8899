import type { FileHandle } from 'node:fs/promises';
import { JsonWalker } from './json-walker.ts';
import { readChunks } from './read-chunks.ts';

/** Whether the file is one JSON document to its end. Undefined: complete. */
export async function checkJson(file: FileHandle): Promise<string | undefined> {
  const walker = new JsonWalker();
  for await (const chunk of readChunks(file)) walker.push(chunk);
  return walker.end();
}

import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Puts a file below the folder of resources, whole at once. */
export async function writeResourceFile(dataDirectory: string, file: string, text: string): Promise<void> {
  const path = join(dataDirectory, 'resources', file);
  await mkdir(dirname(path), { recursive: true });
  const draft = join(dirname(path), `.${randomBytes(4).toString('hex')}`);
  await writeFile(draft, text);
  await rename(draft, path);
}

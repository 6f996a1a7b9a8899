import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Settings } from './settings.ts';

const runProgram = promisify(execFile);
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const images = [
  { name: 'toe-coordinator:e2e', context: '.', file: 'Dockerfile.coordinator' },
  { name: 'toe-agent:e2e', context: '.', file: 'Dockerfile.agent' },
  { name: 'toe-e2e-spin:e2e', context: 'test/e2e/spin', file: 'test/e2e/spin/Dockerfile' },
];

/** Builds every image from the sources of now and lets the nodes have them. */
export async function buildImages(settings: Settings): Promise<void> {
  for (const { name, context, file } of images)
    await runProgram(settings.buildImage, [name, join(repository, context), '-f', join(repository, file)], {
      cwd: repository,
      maxBuffer: 64 * 1024 * 1024,
    });
}

import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Artifact } from '../../shared/domain/artifact.ts';
import type { OutputRule } from '../../shared/domain/command.ts';

/** The file that every simulated agent of a process has for an output. */
export interface SimulatedFile {
  readonly path: string;
  readonly toArtifact: (output: OutputRule) => Artifact;
}

export async function writeSimulatedFile(path: string, sizeBytes: number): Promise<SimulatedFile> {
  const bytes = randomBytes(sizeBytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeFile(path, bytes, { mode: 0o600 });
  return {
    path,
    toArtifact: (output) => ({
      artifactId: output.name,
      fileName: output.path,
      mediaType: output.mediaType,
      sizeBytes,
      sha256,
      complete: true,
      required: true,
      output: output.name,
      problem: '',
    }),
  };
}

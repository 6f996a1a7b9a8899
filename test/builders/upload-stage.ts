import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type UploadDeps,
  type UploadRequest,
  type UploadResult,
  uploadArtifact,
} from '../../agent/uploads/upload-artifact.ts';
import type { Artifact } from '../../shared/domain/artifact.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { ArtifactServer } from './artifact-server.ts';

/** A real artifact server, and a folder with the sealed files that are sent to it. */
export class UploadStage implements AsyncDisposable {
  readonly server: ArtifactServer;
  readonly deps: UploadDeps;
  readonly #directory: string;

  private constructor(server: ArtifactServer, directory: string) {
    this.server = server;
    this.#directory = directory;
    const client = server.connect();
    this.deps = { client, clock: systemClock, log: silentLog, failpoints: noFailpoints, random: () => 0 };
  }

  static async start(): Promise<UploadStage> {
    return new UploadStage(await ArtifactServer.start(), await mkdtemp(join(tmpdir(), 'toe-spool-')));
  }

  /** Seals the bytes and brings them to the store. */
  async upload(bytes: Buffer, deps: UploadDeps = this.deps): Promise<UploadResult> {
    return await uploadArtifact(await this.seal(bytes), deps, new AbortController().signal);
  }

  async seal(bytes: Buffer, artifactId = 'perf', commandId = 'r1.n1.1'): Promise<UploadRequest> {
    return await sealFile(this.#directory, bytes, artifactId, commandId);
  }

  /** The SHA-256 of what the store has, by a program that is not ours. */
  storedSum(artifactId = 'perf'): string {
    const path = join(this.server.root, `runs/r1/node-1/1/${artifactId}`);
    return execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await rm(this.#directory, { recursive: true });
  }
}

/** Writes a file as a tool leaves it, and says what an agent seals it as. */
export async function sealFile(
  directory: string,
  bytes: Buffer,
  artifactId: string,
  commandId = 'r1.n1.1',
): Promise<UploadRequest> {
  const path = join(directory, artifactId);
  await writeFile(path, bytes);
  const artifact: Artifact = {
    artifactId,
    fileName: `${artifactId}.data`,
    mediaType: 'application/octet-stream',
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    complete: true,
    required: true,
    output: artifactId,
    problem: '',
  };
  return { commandId, artifact, path };
}

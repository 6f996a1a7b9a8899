import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ServiceError } from '@grpc/grpc-js';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { FinishUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/FinishUploadResponse.ts';
import type { GetUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/GetUploadResponse.ts';
import type { OpenUploadRequest } from '../../shared/rpc/generated/toe/v1/OpenUploadRequest.ts';
import type { OpenUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/OpenUploadResponse.ts';
import type { SignPartsResponse__Output } from '../../shared/rpc/generated/toe/v1/SignPartsResponse.ts';
import type { UnsignedPart } from '../../shared/rpc/generated/toe/v1/UnsignedPart.ts';
import type { WriteRequest } from '../../shared/rpc/generated/toe/v1/WriteRequest.ts';
import type { WriteResponse__Output } from '../../shared/rpc/generated/toe/v1/WriteResponse.ts';

export const uploadId = 'r1.n1.1/perf';

export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function chunk(offset: number, bytes: Buffer): WriteRequest {
  return { offset, crc32: crc32(bytes), data: bytes, ...(offset === 0 ? { uploadId } : {}) };
}

/** Calls of the artifact service; each rejects with its status. */
export interface ArtifactCalls {
  readonly open: (request?: OpenUploadRequest) => Promise<OpenUploadResponse__Output>;
  readonly finish: (sizeBytes: number, sha256: string) => Promise<FinishUploadResponse__Output>;
  readonly get: () => Promise<GetUploadResponse__Output>;
  readonly sign: (parts: readonly UnsignedPart[], of?: string) => Promise<SignPartsResponse__Output>;
  /** Sends the messages and gives the durable offsets. */
  readonly write: (messages: readonly WriteRequest[]) => Promise<readonly number[]>;
}

export function makeArtifactCalls(client: () => ArtifactServiceClient): ArtifactCalls {
  return {
    open: async (request = {}) => {
      const whole = { commandId: 'r1.n1.1', artifactId: 'perf', fileName: 'perf.data', ...request };
      return await ask((callback) => client().openUpload(whole, callback));
    },
    finish: async (sizeBytes, sha256) =>
      await ask((callback) => client().finishUpload({ uploadId, sizeBytes, sha256 }, callback)),
    get: async () => await ask((callback) => client().getUpload({ uploadId }, callback)),
    sign: async (parts, of = uploadId) =>
      await ask((callback) => client().signParts({ uploadId: of, parts: [...parts] }, callback)),
    write: async (messages) => {
      const call = client().write();
      const offsets: number[] = [];
      call.on('data', (answer: WriteResponse__Output) => offsets.push(answer.durableOffset));
      for (const message of messages) call.write(message);
      call.end();
      return await new Promise((resolve, reject) => {
        call.once('error', reject);
        call.once('status', () => resolve(offsets));
      });
    },
  };
}

async function ask<T>(
  start: (callback: (error: ServiceError | null, value?: T) => void) => unknown,
): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    start((error, value) => {
      if (error === null && value !== undefined) resolve(value);
      else reject(error ?? new Error('empty answer'));
    });
  });
}

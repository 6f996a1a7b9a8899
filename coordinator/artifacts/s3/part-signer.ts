import { S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { AnnouncedPart } from '../artifact-store.ts';
import type { S3StoreConfig } from '../store-config.ts';
import { makeClientOptions } from './client-options.ts';
import type { RequestLimits } from './request.ts';
import { toStoreFailure } from './to-store-failure.ts';

/** Makes URLs by which somebody without credentials stores one part. */
export interface PartSigner extends Disposable {
  readonly validSeconds: number;
  /**
   * Good for a PUT of exactly this size and digest, with both as headers, as this part of this upload. Asks nobody but
   * for credentials; throws a StoreFailure where there are none.
   */
  sign(key: string, uploadId: string, part: AnnouncedPart): Promise<string>;
}

/** Signs for the endpoint at which agents reach the bucket, or for the coordinator's own. */
export async function openPartSigner(
  config: S3StoreConfig,
  endpoint: string | undefined,
  limits: RequestLimits,
): Promise<PartSigner> {
  // One of its own: what is signed for others goes through nothing that shapes our own requests.
  const client = new S3Client(await makeClientOptions({ ...config, endpoint }, limits));
  const { bucket, urlSeconds: validSeconds } = config;
  return {
    validSeconds,
    sign: async (key, uploadId, { number, sizeBytes, sha256 }) => {
      const command = new UploadPartCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: number,
        ContentLength: sizeBytes,
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      });
      try {
        return await getSignedUrl(client, command, {
          expiresIn: validSeconds,
          // As a header it is signed; in the query some servers do not look at it.
          unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
        });
      } catch (error) {
        throw toStoreFailure(`sign part ${number} of "${key}"`, error);
      }
    },
    [Symbol.dispose]: () => client.destroy(),
  };
}

import type { Log } from '../../../shared/log.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import type { StorePlace } from '../opened-store.ts';
import type { S3StoreConfig } from '../store-config.ts';
import { S3Epochs } from './documents.ts';
import { makeS3Layout } from './layout.ts';
import { probeBucket } from './probe-bucket.ts';
import { type BucketFeatures, defaultLimits, type RequestLimits } from './request.ts';
import { connectS3, S3Bucket } from './s3-bucket.ts';
import { openS3Store } from './s3-store.ts';

/** Connects to a bucket and tries all that is needed of it. Throws an Error with a remedy. */
export async function openBucketPlace(
  config: S3StoreConfig,
  log: Log,
  limits: RequestLimits = defaultLimits,
): Promise<StorePlace & Disposable> {
  const client = await connectS3(config, limits);
  const layout = makeS3Layout(config.prefix);
  const never = new AbortController().signal;
  const openBucket = (features: BucketFeatures, signal = never, mayWrite = () => true): S3Bucket =>
    new S3Bucket(client, config, { limits, features, signal, mayWrite });
  try {
    const features = await probeBucket((some) => openBucket(some), layout);
    const { bucket, prefix, endpoint } = config;
    log.info({ bucket, prefix, endpoint, ...features }, 'Found the bucket fit');
    return {
      epochs: new S3Epochs(openBucket(features), layout),
      open: async ({ over, mayWrite, mayBeClaimed, ...deps }) => {
        const store: ArtifactStore & ReturnType<typeof openS3Store> = openS3Store({
          ...deps,
          bucket: openBucket(features, over, mayWrite),
          layout,
          provesParts: features.sums,
          quotaBytes: config.quotaBytes,
          floorBytes: config.floorBytes,
          mayBeClaimed: (key) => mayBeClaimed(store, key),
        });
        return store;
      },
      [Symbol.dispose]: () => client.destroy(),
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

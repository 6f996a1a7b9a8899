import type { Log } from '../../../shared/log.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import type { StorePlace } from '../opened-store.ts';
import type { S3StoreConfig } from '../store-config.ts';
import { StoreFailure } from '../store-failure.ts';
import { makeClientOptions } from './client-options.ts';
import type { DirectOptions } from './direct-uploads.ts';
import { S3Epochs } from './documents.ts';
import { makeS3Layout, type S3Layout } from './layout.ts';
import { openPartSigner } from './part-signer.ts';
import { probeBucket } from './probe-bucket.ts';
import { findDirectLack } from './probe-direct.ts';
import { type BucketFeatures, defaultLimits, type RequestLimits } from './request.ts';
import { connectS3, S3Bucket } from './s3-bucket.ts';
import { openS3Store } from './s3-store.ts';

/** Connects to a bucket and tries all that is needed of it. Throws an Error with a remedy. */
export async function openBucketPlace(
  config: S3StoreConfig,
  log: Log,
  limits: RequestLimits = defaultLimits,
): Promise<StorePlace & Disposable> {
  using undo = new DisposableStack();
  const client = await connectS3(config, limits);
  undo.defer(() => client.destroy());
  const layout = makeS3Layout(config.prefix);
  const never = new AbortController().signal;
  const openBucket = (features: BucketFeatures, signal = never, mayWrite = () => true): S3Bucket =>
    new S3Bucket(client, config, { limits, features, signal, mayWrite });
  const features = await probeBucket((some) => openBucket(some), layout);
  const { bucket, prefix, endpoint } = config;
  log.info({ bucket, prefix, endpoint, ...features }, 'Found the bucket fit');
  const lack = await findLack(openBucket(features), layout, features, config, limits);
  if (lack !== undefined && config.upload === 'direct')
    throw new StoreFailure(
      'refused',
      'let agents store their parts themselves, as TOE_S3_UPLOAD=direct demands',
      `${lack}: take a server that does it right, or set TOE_S3_UPLOAD=auto`,
    );
  if (lack !== undefined) log.warn({ why: lack }, 'Found the object store unfit for direct uploads');
  let direct: DirectOptions | undefined;
  if (lack === undefined && config.upload !== 'relay') {
    const signer = await openPartSigner(config, config.agentEndpoint ?? endpoint, limits);
    undo.use(signer);
    direct = { signer, verify: config.verify };
  }
  const held = undo.move();
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
        ...(direct === undefined ? {} : { direct }),
        lacksDirect: lack !== undefined,
      });
      return store;
    },
    [Symbol.dispose]: () => held.dispose(),
  };
}

/** What the server lacks for direct uploads; undefined too where nobody wants them. */
async function findLack(
  bucket: S3Bucket,
  layout: S3Layout,
  features: BucketFeatures,
  config: S3StoreConfig,
  limits: RequestLimits,
): Promise<string | undefined> {
  if (config.upload === 'relay') return undefined;
  using signer = await openPartSigner(config, config.endpoint, limits);
  const { requestHandler } = await makeClientOptions(config, limits);
  const way = { httpsAgent: requestHandler.httpsAgent, limitMs: limits.attemptMs };
  try {
    return await findDirectLack(bucket, layout, features, signer, way);
  } catch (error) {
    // All else was found fit: it is this that it cannot do.
    if (error instanceof StoreFailure) return error.why;
    throw error;
  } finally {
    requestHandler.httpsAgent.destroy();
  }
}

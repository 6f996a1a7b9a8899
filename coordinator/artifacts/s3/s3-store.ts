import type { Log } from '../../../shared/log.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Failpoints } from '../../../shared/runtime/failpoint.ts';
import type { PartsAbility, UploadMeta } from '../artifact-store.ts';
import { checkPrefix } from '../check-key.ts';
import type { OpenedStore } from '../opened-store.ts';
import { freeOnDisk, Space } from '../space.ts';
import { sweepHourly } from '../sweep-hourly.ts';
import type { Bucket } from './bucket.ts';
import { type DirectOptions, DirectUploads } from './direct-uploads.ts';
import { S3Documents } from './documents.ts';
import { listFinished, readFinished } from './finished-objects.ts';
import type { S3Layout } from './layout.ts';
import { listUnfinished } from './list-unfinished.ts';
import { PartSlots } from './part-slots.ts';
import { readUnfinished } from './pieces.ts';
import { putFile } from './put-file.ts';
import { copyToFile, readObject } from './read-object.ts';
import { discardUpload, removeTree } from './remove-objects.ts';
import { S3Uploads } from './s3-uploads.ts';
import { partBytes, type S3StoreDeps } from './store-deps.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { Usage } from './usage.ts';

/** 128 MiB: enough to keep a fast link busy. */
const slotsAtOnce = 16;

export interface S3StoreOptions {
  readonly bucket: Bucket;
  readonly layout: S3Layout;
  /** Whether the server compares the SHA-256 of each part. */
  readonly provesParts: boolean;
  /** 0: none. */
  readonly quotaBytes: number;
  /** For copies of objects; exists, and is emptied by its owner. */
  readonly workDirectory: string;
  readonly floorBytes: number;
  readonly mayBeClaimed: (key: string) => Promise<boolean>;
  /** Undefined: nobody stores parts but this process. */
  readonly direct?: DirectOptions;
  /** Whether that is so because the server has not what it needs. */
  readonly lacksDirect?: boolean;
  readonly slots?: number;
  readonly clock: Clock;
  readonly failpoints: Failpoints;
  readonly log: Log;
}

/** A store in a bucket. Whatever it does ends with the bucket's signal. */
export function openS3Store(options: S3StoreOptions): OpenedStore {
  const {
    slots = slotsAtOnce,
    quotaBytes,
    workDirectory,
    floorBytes,
    mayBeClaimed,
    direct: wanted,
    lacksDirect = false,
    ...given
  } = options;
  const deps: S3StoreDeps = { ...given, slots: new PartSlots(slots, partBytes) };
  const documents = new S3Documents(deps.bucket, deps.layout);
  const usage = new Usage(quotaBytes, deps);
  const space = new Space(
    () => usage.freeBytes(),
    (bytes) => usage.count(bytes),
  );
  const copies = { directory: workDirectory, space: new Space(freeOnDisk(workDirectory, floorBytes)) };
  const uploads = new S3Uploads(deps, space);
  const direct = wanted === undefined ? undefined : new DirectUploads(deps, space, uploads, wanted);
  const sweeping = {
    ...deps,
    mayBeClaimed,
    isLoaded: (key: string) => uploads.peek(key) !== undefined || direct?.isLoaded(key) === true,
  };
  return {
    createDocument: (key, bytes) => documents.create(key, bytes),
    putDocument: (key, bytes) => documents.put(key, bytes),
    readDocument: (key) => documents.read(key),
    openUpload: async (key, meta, ability) => {
      if (!isDirect(meta, ability)) return await uploads.open(key, meta);
      if (direct !== undefined) return await direct.open(key, meta);
      const opened = await uploads.open(key, meta);
      return opened.kind === 'open' && lacksDirect ? { ...opened, lacksDirect } : opened;
    },
    openWriter: (key, owner, onDurable) => uploads.openWriter(key, owner, onDurable),
    signParts: async (key, owner, parts) => (await direct?.sign(key, owner, parts)) ?? { kind: 'closed' },
    finishUpload: (key, owner, sizeBytes, sha256, partDigests = []) =>
      direct === undefined || partDigests.length === 0
        ? uploads.finish(key, owner, sizeBytes, sha256)
        : direct.finish(key, owner, { sizeBytes, sha256, partDigests }),
    readUploadStatus: (key, owner) => uploads.readStatus(key, owner),
    listUnfinished: (prefix) => listUnfinished(prefix, (key) => uploads.peek(key), deps),
    openUnfinished: (key, offset) => readUnfinished(key, offset, deps),
    dropUpload: async (key) => {
      await uploads.drop(key);
      if ((await readFinished(key, deps)) === undefined) await discardUpload(key, deps);
    },
    list: (prefix) => listFinished(prefix, deps),
    open: (key, offset, limit) => readObject(key, offset, limit, deps),
    toLocalFile: (key) => copyToFile(key, copies, deps),
    putFile: async (key, path, meta) => {
      const receipt = await putFile(key, path, meta, deps);
      usage.count(receipt.sizeBytes);
      return receipt;
    },
    listNames: (prefix) => documents.listNames(prefix),
    removeAll: async (prefix) => {
      const key = checkPrefix(prefix).join('/');
      deps.layout.object(key);
      direct?.drop(key);
      await uploads.drop(key);
      await removeTree(key, deps);
      usage.measureAnew();
    },
    freeBytes: () => space.freeBytes(),
    parts: [sweepHourly((signal) => sweepUploads(sweeping, signal), deps)],
    [Symbol.asyncDispose]: () => uploads.close(),
  };
}

/** What fits in one part is one request if it is relayed, and proven at once. */
function isDirect({ declaredSizeBytes }: UploadMeta, ability: PartsAbility | undefined): boolean {
  const isLarge = declaredSizeBytes === 0 || declaredSizeBytes > partBytes;
  return ability !== undefined && ability.problem === '' && isLarge;
}

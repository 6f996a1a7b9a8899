import type {
  AnnouncedPart,
  FinishedUpload,
  OpenedUpload,
  SignedParts,
  UploadMeta,
} from '../artifact-store.ts';
import { KeyLocks } from '../key-locks.ts';
import { reserveStepBytes, type Space } from '../space.ts';
import { completeParts, describeUpload } from './assemble-object.ts';
import { compareParts, findPartFault } from './check-parts.ts';
import { type FoundUpload, findUpload } from './find-upload.ts';
import { publish } from './finished-objects.ts';
import type { PartSigner } from './part-signer.ts';
import type { S3Uploads } from './s3-uploads.ts';
import { partBytes, type S3StoreDeps } from './store-deps.ts';
import { sumBytes } from './sum-bytes.ts';

/** What nobody asked about for so long is forgotten; it is found in the bucket again. */
const idleUs = 600_000_000;

export interface DirectOptions {
  readonly signer: PartSigner;
  /** What proves an object: all its bytes, read back, or the digests of its parts. */
  readonly verify: 'whole' | 'parts';
}

interface KnownUpload {
  readonly meta: UploadMeta;
  readonly uploadId: string;
  /** Space was taken for the bytes below. */
  countedBytes: number;
  usedUs: number;
}

/**
 * Uploads whose sender stores the parts in the bucket itself, by URLs that are made here. What there is of them, the
 * bucket knows alone: each time that one is opened or finished, its parts are listed. Record, multipart upload, proof
 * and receipt are those of a relayed upload, so that either way goes on where the other one stopped.
 */
export class DirectUploads {
  readonly #deps: S3StoreDeps;
  readonly #space: Space;
  readonly #relayed: S3Uploads;
  readonly #options: DirectOptions;
  readonly #locks = new KeyLocks();
  readonly #known = new Map<string, KnownUpload>();

  constructor(deps: S3StoreDeps, space: Space, relayed: S3Uploads, options: DirectOptions) {
    this.#deps = deps;
    this.#space = space;
    this.#relayed = relayed;
    this.#options = options;
  }

  async open(key: string, meta: UploadMeta): Promise<OpenedUpload> {
    this.#forgetIdle();
    return await this.#locks.run(key, async () => {
      this.#known.delete(key);
      const opened = await this.#relayed.open(key, meta);
      if (opened.kind !== 'open') return opened;
      const found = await this.#find(key);
      if (found === undefined) return opened;
      if (found.object === undefined) await this.#begin(key, found);
      const committedOffset = found.object?.sizeBytes ?? sumBytes(found.multipart?.parts ?? []);
      return { kind: 'open', committedOffset, direct: { partBytes } };
    });
  }

  async sign(key: string, owner: string, parts: readonly AnnouncedPart[]): Promise<SignedParts> {
    return await this.#locks.run(key, async () => {
      const upload = this.#known.get(key) ?? (await this.#findOpen(key, owner));
      if (upload === undefined || upload.meta.owner !== owner) return { kind: 'closed' };
      const fault = findPartFault(parts, upload.meta.declaredSizeBytes);
      if (fault !== undefined) return { kind: 'invalid', message: fault };
      const message = await this.#takeSpace(key, upload, parts);
      if (message !== undefined) return { kind: 'full', message };
      upload.usedUs = this.#deps.clock.monotonicUs();
      const { signer } = this.#options;
      const name = this.#deps.layout.object(key);
      const urls = await Promise.all(parts.map((part) => signer.sign(name, upload.uploadId, part)));
      return { kind: 'signed', urls, validSeconds: signer.validSeconds };
    });
  }

  /** As of a relayed upload, and only where the bucket has exactly the parts that are named. */
  async finish(
    key: string,
    owner: string,
    claim: { readonly sizeBytes: number; readonly sha256: string; readonly partDigests: readonly string[] },
  ): Promise<FinishedUpload> {
    return await this.#locks.run(key, async () => {
      const { sizeBytes, sha256 } = claim;
      this.#known.delete(key);
      const found = await this.#find(key, sizeBytes);
      const isForeign = found !== undefined && found.meta.owner !== owner;
      if (found !== undefined && !isForeign && found.object === undefined) {
        const parts = found.multipart?.parts ?? [];
        const verdict = compareParts(parts, claim);
        if (verdict.kind === 'partial') return { kind: 'incomplete', committedOffset: verdict.sizeBytes };
        if (verdict.kind === 'other') return await this.#beginAgain(key, found, verdict.message);
        const finished = this.#options.verify === 'parts' ? await this.#trust(key, found, claim) : undefined;
        if (finished !== undefined) return finished;
      }
      return await this.#relayed.finish(key, owner, sizeBytes, sha256);
    });
  }

  isLoaded(key: string): boolean {
    return this.#known.has(key);
  }

  /** Forgets the uploads at and below a key; the caller removes what the bucket has of them. */
  drop(prefix: string): void {
    for (const key of this.#known.keys())
      if (key === prefix || key.startsWith(`${prefix}/`)) {
        this.#known.delete(key);
        this.#space.release(key);
      }
  }

  /** What the bucket has; bytes that no part has are sent again. */
  async #find(key: string, sizeBytes?: number): Promise<FoundUpload | undefined> {
    await this.#relayed.letGo(key);
    return await findUpload(key, this.#deps, sizeBytes);
  }

  async #findOpen(key: string, owner: string): Promise<KnownUpload | undefined> {
    const found = await this.#find(key);
    if (found === undefined || found.meta.owner !== owner || found.object !== undefined) return undefined;
    return await this.#begin(key, found);
  }

  async #begin(key: string, { meta, multipart }: FoundUpload): Promise<KnownUpload> {
    const { bucket, layout, clock } = this.#deps;
    const uploadId =
      multipart?.uploadId ?? (await bucket.beginMultipart(layout.object(key), describeUpload(meta)));
    const countedBytes = sumBytes(multipart?.parts ?? []);
    const upload = { meta, uploadId, countedBytes, usedUs: clock.monotonicUs() };
    this.#known.set(key, upload);
    return upload;
  }

  /** Undefined where they may be stored, else why not. Parts that are signed again are counted once. */
  async #takeSpace(
    key: string,
    upload: KnownUpload,
    parts: readonly AnnouncedPart[],
  ): Promise<string | undefined> {
    const end = Math.max(...parts.map(({ number, sizeBytes }) => (number - 1) * partBytes + sizeBytes));
    const fresh = Math.max(0, end - upload.countedBytes);
    if (upload.meta.declaredSizeBytes === 0 && this.#space.remaining(key) < fresh) {
      const message = await this.#space.reserve(key, Math.max(fresh, reserveStepBytes));
      if (message !== undefined) return message;
    }
    this.#space.consume(key, fresh);
    upload.countedBytes += fresh;
    return undefined;
  }

  async #beginAgain(key: string, { multipart }: FoundUpload, message: string): Promise<FinishedUpload> {
    const { bucket, layout } = this.#deps;
    if (multipart !== undefined) await bucket.abort(layout.object(key), multipart.uploadId);
    return { kind: 'mismatch', message };
  }

  /** Undefined where the answer to the completion does not say that these parts are the object: it is read back. */
  async #trust(
    key: string,
    { meta, multipart }: FoundUpload,
    { sizeBytes, sha256 }: { readonly sizeBytes: number; readonly sha256: string },
  ): Promise<FinishedUpload | undefined> {
    await this.#deps.failpoints.reach('store.before-rename');
    const upload = { uploadId: multipart?.uploadId ?? '', parts: multipart?.parts ?? [], sha256 };
    const object = await completeParts(key, upload, meta, this.#deps);
    if (object?.sha256 === undefined) return undefined;
    const proven = { sizeBytes, sha256, etag: object.etag, proof: 'composite' as const };
    const { receipt } = await publish(key, proven, meta, this.#deps);
    await this.#relayed.forget(key);
    if (receipt.sha256 !== sha256) return { kind: 'exists', sha256: receipt.sha256 };
    return { kind: 'verified', receipt, fileName: meta.fileName };
  }

  #forgetIdle(): void {
    const now = this.#deps.clock.monotonicUs();
    for (const [key, upload] of this.#known)
      if (now - upload.usedUs > idleUs) {
        this.#known.delete(key);
        this.#space.release(key);
      }
  }
}

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3StoreConfig } from '../store-config.ts';
import type {
  Bucket,
  Completed,
  Listed,
  ListedMultipart,
  NewPart,
  ObjectFacts,
  ObjectHead,
  PutFacts,
  Reading,
  Stored,
  StoredPart,
} from './bucket.ts';
import { makeClientOptions } from './client-options.ts';
import { describeObject, signKnownDigest, toSum } from './describe-object.ts';
import { LinkedAbort } from './linked-abort.ts';
import { toExisting, toHead, toHex, toMissing, toUncompleted, toUnmatched } from './read-answers.ts';
import { type AskArguments, type BucketOptions, notLeading, type RequestLimits, request } from './request.ts';

/** The connections to a bucket's server; to be destroyed at the end. */
export async function connectS3(config: S3StoreConfig, limits: RequestLimits): Promise<S3Client> {
  const client = new S3Client(await makeClientOptions(config, limits));
  client.middlewareStack.add(
    (next) => (args) => {
      signKnownDigest(args.request);
      return next(args);
    },
    { step: 'build', name: 'signKnownDigest' },
  );
  return client;
}

/** The one place that speaks to the AWS SDK. */
export class S3Bucket implements Bucket {
  readonly #client: S3Client;
  readonly #config: S3StoreConfig;
  readonly #options: BucketOptions;

  constructor(client: S3Client, config: S3StoreConfig, options: BucketOptions) {
    this.#client = client;
    this.#config = config;
    this.#options = options;
  }

  async put(key: string, bytes: Uint8Array, facts: PutFacts): Promise<Stored> {
    const sha256 = facts.sha256 ?? createHash('sha256').update(bytes).digest('hex');
    const input = {
      ...this.#at(key),
      ...describeObject(facts, this.#config.encryption),
      ...toSum(sha256, this.#options.features),
      ...(facts.once === true ? { IfNoneMatch: '*' } : {}),
      Body: bytes,
    };
    const answer = await this.#change(
      `store "${key}"`,
      (options) => this.#client.send(new PutObjectCommand(input), options),
      toExisting,
      bytes.length,
    );
    return answer === 'exists' ? { kind: 'exists' } : { kind: 'stored', etag: answer.ETag ?? '' };
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const command = new HeadObjectCommand(this.#at(key));
    const answer = await this.#ask(`look at "${key}"`, (to) => this.#client.send(command, to), toMissing);
    return answer === 'missing' ? undefined : toHead(answer);
  }

  async read(
    key: string,
    range?: { readonly offset: number; readonly length: number },
    etag?: string,
  ): Promise<Reading | undefined> {
    const input = {
      ...this.#at(key),
      ...(range === undefined ? {} : { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` }),
      ...(etag === undefined ? {} : { IfMatch: etag }),
    };
    // A limit for the head of the answer alone: the body takes as long as its reader.
    using undo = new DisposableStack();
    const closing = undo.use(new LinkedAbort(this.#options.signal));
    const options = { abortSignal: closing.signal };
    const send = () => this.#client.send(new GetObjectCommand(input), options);
    const answer = await this.#ask(`read "${key}"`, send, toUnmatched);
    if (answer === 'missing') return undefined;
    if (!(answer.Body instanceof Readable)) throw new TypeError(`Cannot read "${key}": no stream came`);
    undo.move();
    return { body: answer.Body, head: toHead(answer), close: closing.abort };
  }

  async remove(key: string): Promise<void> {
    await this.#change(
      `remove "${key}"`,
      (options) => this.#client.send(new DeleteObjectCommand(this.#at(key)), options),
      toMissing,
    );
  }

  async *list(prefix: string, delimiter?: string): AsyncGenerator<Listed> {
    const input = {
      Bucket: this.#config.bucket,
      Prefix: prefix,
      ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
    };
    let token: string | undefined;
    do {
      const page = await this.#ask(`list "${prefix}"`, (options) =>
        this.#client.send(new ListObjectsV2Command({ ...input, ContinuationToken: token }), options),
      );
      for (const { Prefix: key = '' } of page.CommonPrefixes ?? []) yield { kind: 'folder', key };
      for (const { Key: key = '', Size: sizeBytes = 0, ETag: etag = '', LastModified } of page.Contents ?? [])
        yield { kind: 'object', key, sizeBytes, etag, modifiedUnixMs: LastModified?.getTime() ?? 0 };
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async beginMultipart(key: string, facts: ObjectFacts): Promise<string> {
    const input = {
      ...this.#at(key),
      ...describeObject(facts, this.#config.encryption),
      ...(this.#options.features.sums ? { ChecksumAlgorithm: 'SHA256' as const } : {}),
    };
    const { UploadId: id } = await this.#change(`begin to store "${key}"`, (options) =>
      this.#client.send(new CreateMultipartUploadCommand(input), options),
    );
    if (id === undefined) throw new TypeError(`Cannot begin to store "${key}": the answer names no upload`);
    return id;
  }

  async putPart(
    key: string,
    uploadId: string,
    { number, bytes, sha256 }: NewPart,
  ): Promise<StoredPart | undefined> {
    const at = { ...this.#at(key), UploadId: uploadId, PartNumber: number };
    const input = { ...at, ...toSum(sha256, this.#options.features), Body: bytes };
    const answer = await this.#change(
      `store part ${number} of "${key}"`,
      (options) => this.#client.send(new UploadPartCommand(input), options),
      toMissing,
      bytes.length,
    );
    if (answer === 'missing') return undefined;
    return { number, sizeBytes: bytes.length, etag: answer.ETag ?? '', sha256 };
  }

  async listParts(key: string, uploadId: string): Promise<readonly StoredPart[] | undefined> {
    const parts: StoredPart[] = [];
    let marker: string | undefined;
    do {
      const page = await this.#ask(
        `list the parts of "${key}"`,
        (options) =>
          this.#client.send(
            new ListPartsCommand({ ...this.#at(key), UploadId: uploadId, PartNumberMarker: marker }),
            options,
          ),
        toMissing,
      );
      if (page === 'missing') return undefined;
      for (const { PartNumber: number = 0, Size: sizeBytes = 0, ETag: etag = '', ...rest } of page.Parts ??
        [])
        parts.push({ number, sizeBytes, etag, sha256: toHex(rest.ChecksumSHA256) });
      marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return parts;
  }

  async *listMultiparts(prefix: string): AsyncGenerator<ListedMultipart> {
    let marker: { readonly KeyMarker: string; readonly UploadIdMarker: string } | undefined;
    do {
      const input = { Bucket: this.#config.bucket, Prefix: prefix, ...marker };
      const page = await this.#ask('list unfinished uploads', (options) =>
        this.#client.send(new ListMultipartUploadsCommand(input), options),
      );
      for (const { Key: key = '', UploadId: uploadId = '', Initiated } of page.Uploads ?? [])
        yield { key, uploadId, initiatedUnixMs: Initiated?.getTime() ?? 0 };
      const { NextKeyMarker: KeyMarker = '', NextUploadIdMarker: UploadIdMarker = '' } = page;
      marker = page.IsTruncated === true ? { KeyMarker, UploadIdMarker } : undefined;
    } while (marker !== undefined);
  }

  async complete(key: string, uploadId: string, parts: readonly StoredPart[]): Promise<Completed> {
    const { conditionalComplete } = this.#options.features;
    if (!conditionalComplete && (await this.head(key)) !== undefined) return { kind: 'exists' };
    const input = {
      ...this.#at(key),
      UploadId: uploadId,
      ...(conditionalComplete ? { IfNoneMatch: '*' } : {}),
      MultipartUpload: {
        Parts: parts.map(({ number, etag, sha256 }) => ({
          PartNumber: number,
          ETag: etag,
          ...toSum(sha256, this.#options.features),
        })),
      },
    };
    const answer = await this.#change(
      `complete "${key}"`,
      (options) => this.#client.send(new CompleteMultipartUploadCommand(input), options),
      toUncompleted,
    );
    return 'kind' in answer ? answer : { kind: 'stored', etag: answer.ETag ?? '' };
  }

  async abort(key: string, uploadId: string): Promise<void> {
    await this.#change(
      `give up the upload of "${key}"`,
      (options) =>
        this.#client.send(new AbortMultipartUploadCommand({ ...this.#at(key), UploadId: uploadId }), options),
      toMissing,
    );
  }

  /** The same for a request that changes something. */
  async #change<Answer, Expected = never>(
    ...ask: AskArguments<Answer, Expected>
  ): Promise<Answer | Expected> {
    if (!this.#options.mayWrite()) throw notLeading(ask[0]);
    return await this.#ask(...ask);
  }

  async #ask<Answer, Expected = never>(
    ...[what, send, expect = () => undefined, bodyBytes = 0]: AskArguments<Answer, Expected>
  ): Promise<Answer | Expected> {
    return await request(what, send, this.#options, expect, bodyBytes);
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#config.bucket, Key: key };
  }
}

import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { silentLog } from '../../../shared/log.ts';
import { ensureAuthority } from '../../../shared/pki/authority.ts';
import { issueCertificate } from '../../../shared/pki/issue-certificate.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { noFailpoints } from '../../../shared/runtime/failpoint.ts';
import { S3Server } from '../../../test/builders/s3-server.ts';
import { S3Proxy } from '../../../test/fakes/s3-proxy.ts';
import type { OpenedUpload } from '../artifact-store.ts';
import type { OpenedStore } from '../opened-store.ts';
import type { S3StoreConfig } from '../store-config.ts';
import { openBucketPlace } from './open-bucket-place.ts';

const limits = { attemptMs: 1_000, requestMs: 2_000 };
let server: S3Server;
let bucket: S3StoreConfig;
let directory: string;
beforeAll(async () => {
  server = await S3Server.start();
  bucket = await server.makeBucket('shared');
  directory = await mkdtemp(join(tmpdir(), 'toe-place-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function open(config: S3StoreConfig): Promise<OpenedStore> {
  const place = await openBucketPlace(config, silentLog, limits);
  onTestFinished(() => place[Symbol.dispose]());
  return await place.open({
    over: new AbortController().signal,
    mayWrite: () => true,
    workDirectory: directory,
    mayBeClaimed: async () => true,
    clock: systemClock,
    failpoints: noFailpoints,
    log: silentLog,
  });
}

async function openProxied(): Promise<{ readonly proxy: S3Proxy; readonly config: S3StoreConfig }> {
  const proxy = await S3Proxy.start(server.port);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return { proxy, config: { ...bucket, endpoint: proxy.endpoint } };
}

describe('a bucket', () => {
  it('is left as it was found', async () => {
    await open({ ...bucket, prefix: 'a/b' });
    const { proxy, config } = await openProxied();
    await open(config);
    const probes = proxy.seen.filter(({ operation }) => operation === 'Put' || operation === 'Delete');
    expect(probes.at(-1)?.operation).toBe('Delete');
    await expect(readFile(join(server.folder, probes.at(-1)?.path ?? ''))).rejects.toThrow('ENOENT');
  });

  it('that is missing is named', async () => {
    await expect(open({ ...bucket, bucket: 'nobody-made-it' })).rejects.toThrow(
      /the bucket is not there: make it, or mend TOE_S3_BUCKET/,
    );
  });

  it('whose server is away is named', async () => {
    await expect(open({ ...bucket, endpoint: 'http://127.0.0.1:1' })).rejects.toThrow(
      /able to write \(s3:PutObject\): the object store does not answer \(ECONNREFUSED/,
    );
  });

  it('that takes other credentials is named', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong');
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(open(bucket)).rejects.toThrow(
      /allows it not \(SignatureDoesNotMatch.*check the credentials/,
    );
  });

  it('that is read-only is named', async () => {
    await using readOnly = await S3Server.start({ folder: server.folder, readOnly: true });
    await expect(open({ ...bucket, endpoint: readOnly.endpoint })).rejects.toThrow(
      /able to write \(s3:PutObject\): the object store allows it not \(AccessDenied/,
    );
  });

  it.each([
    ['Delete', 'remove (s3:DeleteObject)'],
    ['List', 'list (s3:ListBucket)'],
    ['Get', 'read (s3:GetObject)'],
    ['Abort', 's3:AbortMultipartUpload'],
    ['ListParts', 's3:ListMultipartUploadParts'],
    ['ListUploads', 's3:ListBucketMultipartUploads'],
  ] as const)('without the right for %s is refused by the right’s name', async (operation, right) => {
    const { proxy, config } = await openProxied();
    proxy.faults = [{ kind: 'answer', operation, status: 403, code: 'AccessDenied' }];
    await expect(open(config)).rejects.toThrow(right);
  });

  it('whose server ignores conditions is refused, since two coordinators could both be first', async () => {
    const { proxy, config } = await openProxied();
    let puts = 0;
    proxy.onRequest = async ({ operation }) => {
      if (operation !== 'Put') return;
      puts += 1;
      if (puts === 2) proxy.faults = [{ kind: 'answer', operation: 'Put', status: 200, code: '', times: 1 }];
    };
    await expect(open(config)).rejects.toThrow('the server ignores If-None-Match');
  });

  it.each([
    ['takes no digests of parts', 'Create', 400, 'InvalidArgument', 1],
    ['completes without conditions', 'Complete', 501, 'NotImplemented', 1],
  ] as const)('whose server %s is used without them', async (_what, operation, status, code, times) => {
    const { proxy, config } = await openProxied();
    proxy.faults = [{ kind: 'answer', operation, status, code, times }];
    const store = await open({ ...config, prefix: operation.toLowerCase() });
    const path = join(directory, 'made');
    const bytes = Buffer.alloc(9_000_000, 'x');
    await writeFile(path, bytes);
    const meta = { owner: 'p', artifactId: 'a', fileName: 'a', mediaType: 'a/b', declaredSizeBytes: 0 };
    const receipt = await store.putFile('runs/r1/a', path, meta);
    expect(receipt.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await store.list('')).toHaveLength(1);
  });
});

describe('direct uploads', () => {
  const meta = {
    owner: 'r1.n1.1',
    artifactId: 'a',
    fileName: 'a',
    mediaType: 'a/b',
    declaredSizeBytes: 9_000_000,
  };
  const openUpload = async (config: S3StoreConfig): Promise<OpenedUpload> => {
    const store = await open(config);
    return await store.openUpload(`runs/r1/${randomUUID()}`, meta, { problem: '' });
  };
  /** The answer to so many parts that were asked for before it. */
  const answerPart =
    (before: number, status: number) =>
    (proxy: S3Proxy): void => {
      proxy.onRequest = async ({ operation }) => {
        if (operation === 'Part' && proxy.count('Part') === before + 1)
          proxy.faults = [{ kind: 'answer', operation, status, code: 'NotImplemented', times: 1 }];
      };
    };

  it('are taken by a server that has what they need', async () => {
    expect(await openUpload({ ...bucket, upload: 'direct' })).toMatchObject({ direct: {} });
    expect(await openUpload(bucket)).toMatchObject({ direct: {} });
    expect(await openUpload({ ...bucket, upload: 'relay' })).toEqual({ kind: 'open', committedOffset: 0 });
  });

  it.each<readonly [string, (proxy: S3Proxy) => void]>([
    [
      'it does not compare the SHA-256 of parts',
      (proxy) => {
        proxy.faults = [
          { kind: 'answer', operation: 'Create', status: 400, code: 'InvalidArgument', times: 1 },
        ];
      },
    ],
    [
      'it completes an upload without If-None-Match',
      (proxy) => {
        proxy.faults = [
          { kind: 'answer', operation: 'Complete', status: 501, code: 'NotImplemented', times: 1 },
        ];
      },
    ],
    ['it takes other bytes than those of a signed digest', answerPart(2, 200)],
    ['it takes another digest than the signed one', answerPart(3, 200)],
    ['it answered 501 to a part by a signed URL', answerPart(4, 501)],
    [
      'the object store does not answer (socket hang up)',
      (proxy) => {
        proxy.onRequest = async ({ operation }) => {
          if (operation === 'Part' && proxy.count('Part') === 3)
            proxy.faults = [{ kind: 'lost', operation, times: 1 }];
        };
      },
    ],
  ])('need more than a server of which it is true that %s', async (lack, spoil) => {
    const { proxy, config: shared } = await openProxied();
    const prefix = randomUUID();
    const config = { ...shared, prefix };
    spoil(proxy);
    await expect(open({ ...config, upload: 'direct' })).rejects.toThrow(
      `Cannot let agents store their parts themselves, as TOE_S3_UPLOAD=direct demands: ${lack}: take a server that does it right, or set TOE_S3_UPLOAD=auto`,
    );
    const probes = join(server.folder, bucket.bucket, prefix, '.probes');
    expect(await readdir(probes).catch(() => [])).toEqual([]);
    proxy.seen.length = 0;
    spoil(proxy);
    expect(await openUpload(config)).toEqual({ kind: 'open', committedOffset: 0, lacksDirect: true });
  });
});

describe('a certificate', () => {
  it('of an own authority is trusted where TOE_S3_CA names it, and not otherwise', async () => {
    const authority = await ensureAuthority(join(directory, 'pki'));
    const tls = await issueCertificate(authority, { kind: 'coordinator' });
    await using secure = await S3Server.start({ folder: server.folder, tls });
    const config = { ...bucket, endpoint: secure.endpoint };
    await expect(open(config)).rejects.toThrow(/its certificate is not trusted .*: let TOE_S3_CA name/);
    const store = await open({ ...config, caPath: authority.certificatePath });
    expect(await store.createDocument('tls.json', Buffer.alloc(4_000_000))).toBe('created');
    expect(await store.readDocument('tls.json')).toHaveLength(4_000_000);
  });

  it('authority that cannot be read is named', async () => {
    await expect(open({ ...bucket, caPath: '/nowhere/ca.crt' })).rejects.toThrow(
      '"/nowhere/ca.crt" is not readable: mend TOE_S3_CA',
    );
  });
});

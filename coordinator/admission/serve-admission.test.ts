import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import type { CertificateFiles } from '../../shared/pki/certificate-files.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { AdmissionVerdict } from './admission-request.ts';
import type { Judge } from './judge.ts';
import { openAdmissionServer } from './serve-admission.ts';

const allowed: AdmissionVerdict = { kind: 'allowed', warnings: [], patch: [] };

let cleanup: AsyncDisposableStack;
let folder: string;
let ca: string;
let own: CertificateFiles;
let logged: string;

beforeEach(async () => {
  logged = '';
  cleanup = new AsyncDisposableStack();
  folder = await mkdtemp(join(tmpdir(), 'toe-admission-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const authority = await ensureAuthority(folder);
  ca = await readFile(authority.certificatePath, 'utf8');
  own = await issueCertificate(authority, { kind: 'coordinator' });
});

afterEach(() => cleanup.disposeAsync());

async function serve(judge: Judge, more: { clientAuthorityPath?: string; requestTimeoutMs?: number } = {}) {
  const { clientAuthorityPath, ...times } = more;
  const log = pino({}, { write: (line) => (logged += line) });
  const tls = { ...own, clientAuthorityPath };
  const options = { listen: '127.0.0.1:0', tls, judge, log, ...times };
  const server = await openAdmissionServer(options, { clock: systemClock, log, pollMs: 20 });
  const controller = new AbortController();
  const done = server.part(controller.signal);
  const stop = async (): Promise<void> => {
    controller.abort();
    await done;
  };
  cleanup.defer(stop);
  return { port: Number(server.address.split(':')[1]), stop };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly client?: CertificateFiles;
}

async function call(port: number, { method = 'POST', path = '/admit', headers, body, client }: Call) {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const pair =
    client === undefined
      ? {}
      : { cert: await readFile(client.certificatePath), key: await readFile(client.keyPath) };
  const agent = new Agent({ ca, ...pair });
  const url = `https://127.0.0.1:${port}${path}`;
  const sent = request(url, { method, headers: { 'content-type': 'application/json', ...headers }, agent });
  sent.once('response', (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.once('error', reject);
    answer.once('end', () => {
      const text = Buffer.concat(chunks).toString();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
    });
  });
  sent.once('error', reject);
  sent.end(body);
  return await promise.finally(() => agent.destroy());
}

const asked = {
  uid: 'question-1',
  kind: { group: 'toe.run', version: 'v1alpha1', kind: 'PowerTool' },
  operation: 'CREATE',
  namespace: 'oncall',
  name: 'blue',
  userInfo: { username: 'alice', groups: ['oncall'], extra: { scopes: ['a', 'b'] } },
  object: { metadata: { name: 'blue' }, spec: {} },
};

function review(change: object = {}): string {
  const request = { ...asked, ...change };
  return JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request });
}

describe('a review', () => {
  it('is answered under its uid, with what the judge says of the request in it', async () => {
    const seen: unknown[] = [];
    const { port } = await serve(async (asking) => {
      seen.push(asking);
      return { ...allowed, warnings: ['x'.repeat(300)], patch: [{ op: 'add', path: '/a', value: 'ä' }] };
    });
    const answer = await call(port, { path: '/admit?timeout=5s', body: review() });
    expect(answer.status).toBe(200);
    const { response } = JSON.parse(answer.body);
    const { patch, warnings, ...rest } = response;
    expect(rest).toEqual({ uid: 'question-1', allowed: true, patchType: 'JSONPatch' });
    expect(warnings).toEqual([`${'x'.repeat(255)}…`]);
    expect(JSON.parse(Buffer.from(patch, 'base64').toString())).toEqual([
      { op: 'add', path: '/a', value: 'ä' },
    ]);
    expect(seen).toMatchObject([
      {
        kind: 'PowerTool',
        operation: 'CREATE',
        namespace: 'oncall',
        name: 'blue',
        user: { username: 'alice', uid: '', groups: ['oncall'], extra: { scopes: ['a', 'b'] } },
        oldObject: undefined,
      },
    ]);
  });

  it('that cannot be judged is refused as one', async () => {
    const { port } = await serve(() => Promise.reject(new Error('judged')));
    const answer = await call(port, { body: review({ object: null }) });
    expect(answer.status).toBe(200);
    const { response } = JSON.parse(answer.body);
    expect(response).toMatchObject({ uid: 'question-1', allowed: false, status: { code: 400 } });
    expect(response.status.message).toContain('send the object');
  });

  it('of a deletion is let through unjudged', async () => {
    const { port } = await serve(() => Promise.reject(new Error('judged')));
    const { body } = await call(port, { body: review({ operation: 'DELETE', object: null }) });
    expect(JSON.parse(body).response).toEqual({ uid: 'question-1', allowed: true });
  });
});

describe('what is no review', () => {
  const tooLarge = 'x'.repeat(3 * 1024 * 1024 + 1);
  it.each<readonly [string, Call, number, string]>([
    ['another path', { path: '/' }, 404, '/admit is right'],
    ['another method', { method: 'GET' }, 405, 'POST is right'],
    ['another content', { headers: { 'content-type': 'text/plain' } }, 415, 'application/json is right'],
    ['no JSON', { body: '{' }, 400, 'it is no JSON'],
    ['nothing', { body: '' }, 400, 'it is no JSON'],
    ['JSON without a uid', { body: '{"request":{}}' }, 400, 'it has no request.uid'],
    ['JSON null', { body: 'null' }, 400, 'it has no request.uid'],
    ['a huge body', { body: tooLarge }, 413, 'above the limit of 3145728 bytes'],
    [
      'a huge body in parts',
      { body: tooLarge, headers: { 'transfer-encoding': 'chunked' } },
      413,
      'above the limit',
    ],
  ])('is answered by HTTP alone: %s', async (_, sent, status, why) => {
    const { port } = await serve(() => Promise.reject(new Error('judged')));
    const answer = await call(port, sent);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(why);
    if (status === 405) expect(answer.headers.allow).toBe('POST');
  });

  it('takes a content type with parameters', async () => {
    const { port } = await serve(async () => allowed);
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await call(port, { headers, body: review() })).status).toBe(200);
  });
});

describe('the server', () => {
  it('takes only callers of the authority, where there is one', async () => {
    const authority = await ensureAuthority(folder);
    const client = await issueCertificate(authority, { kind: 'user', name: 'api-server' });
    const { port } = await serve(async () => allowed, {
      clientAuthorityPath: authority.certificatePath,
    });
    await expect(call(port, { body: review() })).rejects.toThrow();
    expect((await call(port, { body: review(), client })).status).toBe(200);
  });

  it('serves a certificate that takes the place of its own, and keeps its own while the pair does not fit', async () => {
    const other = await mkdtemp(join(tmpdir(), 'toe-admission-'));
    cleanup.defer(() => rm(other, { recursive: true, force: true }));
    const next = await issueCertificate(await ensureAuthority(other), { kind: 'coordinator' });
    const { port } = await serve(async () => allowed);
    const before = await fingerprint(port);
    await copyFile(next.certificatePath, own.certificatePath);
    await vi.waitFor(() => expect(logged).toContain('Replaced file could not be used'), { timeout: 5_000 });
    expect(await fingerprint(port)).toBe(before);
    await copyFile(next.keyPath, own.keyPath);
    await vi.waitFor(async () => expect(await fingerprint(port)).not.toBe(before), { timeout: 5_000 });
  });

  it('gives up a request that does not arrive', async () => {
    const { port } = await serve(() => Promise.reject(new Error('judged')), { requestTimeoutMs: 100 });
    const headers = { 'content-length': '1000' };
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const sent = request(`https://127.0.0.1:${port}/admit`, { method: 'POST', headers, ca, agent: false });
    sent.once('response', (answer) => resolve(answer.statusCode ?? 0));
    sent.once('error', reject);
    sent.write('{');
    expect(await promise).toBe(408);
    sent.destroy();
  });

  it('lets an answer that is under way finish when it stops, and takes no further one', async () => {
    const judging = Promise.withResolvers<AdmissionVerdict>();
    const asking = Promise.withResolvers<void>();
    const { port, stop } = await serve(async () => {
      asking.resolve();
      return await judging.promise;
    });
    const answer = call(port, { body: review() });
    await asking.promise;
    const stopped = stop();
    await expect(call(port, { body: review() })).rejects.toThrow('ECONNREFUSED');
    judging.resolve(allowed);
    expect((await answer).status).toBe(200);
    await stopped;
  });

  it('does not start with a certificate of another key', async () => {
    const other = await mkdtemp(join(tmpdir(), 'toe-admission-'));
    cleanup.defer(() => rm(other, { recursive: true, force: true }));
    const next = await issueCertificate(await ensureAuthority(other), { kind: 'coordinator' });
    await copyFile(next.keyPath, own.keyPath);
    await expect(serve(async () => allowed)).rejects.toThrow('a PEM certificate and its own key are right');
  });
});

async function fingerprint(port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () =>
    resolve(socket.getPeerCertificate().fingerprint256),
  );
  socket.once('error', reject);
  return await promise.finally(() => socket.destroy());
}

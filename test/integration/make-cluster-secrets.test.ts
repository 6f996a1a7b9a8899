import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

const script = fileURLToPath(new URL('../../scripts/make-cluster-secrets.ts', import.meta.url));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toe-secrets-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Printed {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

function run(...args: readonly string[]): string {
  return execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

function parse(text: string): ReadonlyMap<string, Printed> {
  const objects = parseAllDocuments(text).map((document) => document.toJS() as Printed);
  return new Map(objects.map((object) => [object.metadata.name, object]));
}

describe('make-cluster-secrets', () => {
  test('issues a certificate that OpenSSL verifies for every name the coordinator is dialled by', () => {
    const objects = parse(run(join(root, 'keys'), 'observability'));
    const [ca, certificate] = ['ca.crt', 'server.crt'].map((name) => join(root, name));
    if (ca === undefined || certificate === undefined) throw new Error('Cannot name the files');
    writeFileSync(ca, objects.get('toe-ca')?.data?.['ca.crt'] ?? '');
    writeFileSync(certificate, objects.get('toe-coordinator-tls')?.stringData?.['tls.crt'] ?? '');
    for (const name of [
      'toe-coordinator',
      'toe-coordinator.observability.svc',
      'toe-coordinator.observability.svc.cluster.local',
      'toe-webhook.observability.svc',
    ]) {
      const args = ['verify', '-CAfile', ca, '-purpose', 'sslserver', '-verify_hostname', name, certificate];
      expect(execFileSync('openssl', args, { encoding: 'utf8' })).toContain(': OK');
    }
    const foreign = ['verify', '-CAfile', ca, '-verify_hostname', 'toe-coordinator.other.svc', certificate];
    expect(spawnSync('openssl', foreign).status).not.toBe(0);
    for (const { metadata } of objects.values()) expect(metadata.namespace).toBe('observability');
  });

  test('prints a key that belongs to the certificate, and a stamp key of 32 bytes', () => {
    const objects = parse(run(join(root, 'keys')));
    const pair = objects.get('toe-coordinator-tls')?.stringData ?? {};
    const key = join(root, 'tls.key');
    writeFileSync(key, pair['tls.key'] ?? '');
    const publicKey = execFileSync('openssl', ['pkey', '-in', key, '-pubout'], { encoding: 'utf8' });
    const own = new X509Certificate(pair['tls.crt'] ?? '').publicKey.export({ format: 'pem', type: 'spki' });
    expect(publicKey).toBe(own);
    const stamp = objects.get('toe-stamp')?.stringData?.key ?? '';
    expect(stamp).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  });

  test('prints the same again from the same directory, which is for its owner alone', () => {
    const keys = join(root, 'keys');
    const first = run(keys);
    expect(run(keys)).toBe(first);
    expect(run(join(root, 'others'))).not.toBe(first);
    expect(statSync(keys).mode & 0o777).toBe(0o700);
    for (const file of ['ca.key', 'coordinator.key', 'stamp.keys'])
      expect(statSync(join(keys, file)).mode & 0o777).toBe(0o600);
  });

  test('says how it is called where it gets no directory, and prints nothing', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('make-cluster-secrets.ts DIRECTORY');
  });
});

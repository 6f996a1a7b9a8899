/**
 * Prints the manifests of what the coordinator and its agents know each other by, for `kubectl apply -f -`: the
 * coordinator's certificate, the key of its stamps, and the authority that everybody trusts.
 * `make-cluster-secrets.ts DIRECTORY [NAMESPACE]` keeps all keys in DIRECTORY (made, 0700): a later run there prints
 * the same, but for a certificate with less than 30 days left, which is issued anew by the same authority.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { ensureAuthority } from '../shared/pki/authority.ts';
import { issueCertificate } from '../shared/pki/issue-certificate.ts';
import { replaceFile } from '../shared/runtime/durable-files.ts';
import { hasCode } from '../shared/runtime/has-code.ts';

const stampKeyBytes = 32;
const [directory, namespace = 'toe-system'] = process.argv.slice(2);

if (directory === undefined) {
  process.stderr.write(
    'Cannot make the secrets: no directory was given: make-cluster-secrets.ts DIRECTORY [NAMESPACE]\n',
  );
  process.exitCode = 2;
} else {
  process.stdout.write(await makeManifests(resolve(directory), namespace));
}

async function makeManifests(keys: string, home: string): Promise<string> {
  const authority = await ensureAuthority(keys);
  const service = `toe-coordinator.${home}`;
  const files = await issueCertificate(authority, {
    kind: 'coordinator',
    names: [service, `${service}.svc`, `${service}.svc.cluster.local`],
  });
  const [ca, certificate, key, stampKey] = await Promise.all([
    readFile(authority.certificatePath, 'utf8'),
    readFile(files.certificatePath, 'utf8'),
    readFile(files.keyPath, 'utf8'),
    ensureStampKey(join(keys, 'stamp.key')),
  ]);
  const toMetadata = (name: string): object => ({
    name,
    namespace: home,
    labels: { 'app.kubernetes.io/name': 'toe' },
  });
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: toMetadata('toe-ca'),
      data: { 'ca.crt': ca },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: toMetadata('toe-coordinator-tls'),
      type: 'kubernetes.io/tls',
      stringData: { 'tls.crt': certificate, 'tls.key': key },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: toMetadata('toe-stamp'),
      type: 'Opaque',
      data: { key: stampKey.toString('base64') },
    },
  ]
    .map((manifest) => stringify(manifest))
    .join('---\n');
}

async function ensureStampKey(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    const key = randomBytes(stampKeyBytes);
    await replaceFile(path, key);
    return key;
  }
}

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
import { createFile } from '../shared/runtime/durable-files.ts';

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
  const services = ['toe-coordinator', 'toe-webhook'].map((name) => `${name}.${home}`);
  const files = await issueCertificate(authority, {
    kind: 'coordinator',
    names: services.flatMap((name) => [name, `${name}.svc`, `${name}.svc.cluster.local`]),
  });
  const [ca, certificate, key, stampKeys] = await Promise.all([
    readFile(authority.certificatePath, 'utf8'),
    readFile(files.certificatePath, 'utf8'),
    readFile(files.keyPath, 'utf8'),
    ensureStampKeys(join(keys, 'stamp.keys')),
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
      stringData: { key: stampKeys },
    },
  ]
    .map((manifest) => stringify(manifest))
    .join('---\n');
}

/** One key a line, in base64; the first one stamps. */
async function ensureStampKeys(path: string): Promise<string> {
  await createFile(path, `${randomBytes(stampKeyBytes).toString('base64')}\n`);
  return await readFile(path, 'utf8');
}

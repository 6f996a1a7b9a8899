import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';

export interface KubeconfigInput {
  readonly server: string;
  readonly ca: string;
  /** `user` of the one entry. */
  readonly user: object;
  readonly namespace?: string;
}

/** Writes a kubeconfig with context "ctx", cluster "cl" and user "me"; its path. */
export function writeKubeconfig(path: string, { server, ca, user, namespace }: KubeconfigInput): string {
  const cluster = { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const context = { cluster: 'cl', user: 'me', ...(namespace === undefined ? {} : { namespace }) };
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'ctx',
    clusters: [{ name: 'cl', cluster }],
    contexts: [{ name: 'ctx', context }],
    users: [{ name: 'me', user }],
  };
  writeFileSync(path, stringify(document), { mode: 0o600 });
  return path;
}

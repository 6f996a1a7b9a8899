import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readPath } from './toe-objects.ts';

/** A write that an API server took. */
export interface AuditedWrite {
  readonly verb: string;
  /** `powertools/status`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly code: number;
  /** Of the token that it was sent with, see `toCredentialId`; `''` where that is none of a service account. */
  readonly credentialId: string;
  /** By the API server's clock. */
  readonly receivedUnixMs: number;
  /** Of a Lease that was written: who holds it, `''` for nobody, and its epoch. */
  readonly holder: string;
  readonly epoch: number;
}

const policy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'Request',
      verbs: ['create', 'update', 'patch', 'delete'],
      resources: [{ group: 'toe.run' }, { group: 'coordination.k8s.io' }],
    },
    { level: 'None' },
  ],
};

/** The audit log of an API server: every write to objects of toe.run and to Leases, and whose it was. */
export class AuditLog implements Disposable {
  /** For kube-apiserver. */
  readonly flags: readonly string[];
  readonly #folder: string;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'toe-audit-'));
    const policyPath = join(this.#folder, 'policy.yaml');
    writeFileSync(policyPath, stringify(policy));
    this.flags = [`--audit-policy-file=${policyPath}`, `--audit-log-path=${join(this.#folder, 'audit.log')}`];
  }

  /** All that were done so far, in the order in which they came. */
  readWrites(): readonly AuditedWrite[] {
    const lines = readFileSync(join(this.#folder, 'audit.log'), 'utf8').split('\n');
    // The last line may be half written.
    const writes = lines.slice(0, -1).map((line) => toWrite(JSON.parse(line)));
    const done = writes.filter(({ code }) => code < 300);
    return done.toSorted((left, right) => left.receivedUnixMs - right.receivedUnixMs);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What the audit log calls the token of a service account. */
export function toCredentialId(token: string): string {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return `JTI=${readText(claims, 'jti')}`;
}

function toWrite(event: unknown): AuditedWrite {
  const subresource = readText(event, 'objectRef', 'subresource');
  const resource = readText(event, 'objectRef', 'resource');
  return {
    verb: readText(event, 'verb'),
    resource: subresource === '' ? resource : `${resource}/${subresource}`,
    namespace: readText(event, 'objectRef', 'namespace'),
    name: readText(event, 'objectRef', 'name'),
    code: Number(readPath(event, 'responseStatus', 'code')),
    credentialId: readText(event, 'user', 'extra', 'authentication.kubernetes.io/credential-id', 0),
    receivedUnixMs: Date.parse(readText(event, 'requestReceivedTimestamp')),
    holder: readText(event, 'requestObject', 'spec', 'holderIdentity'),
    epoch: Number(readPath(event, 'requestObject', 'spec', 'leaseTransitions') ?? 0),
  };
}

function readText(value: unknown, ...steps: readonly (string | number)[]): string {
  const found = readPath(value, ...steps);
  return typeof found === 'string' ? found : '';
}

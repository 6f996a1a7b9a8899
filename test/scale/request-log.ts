import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readText } from '../../coordinator/resources/read-fields.ts';
import { readPath } from '../kube/harness/toe-objects.ts';

/** A request that one user sent, as the API server notes it when it was answered. */
export interface AuditedRequest {
  readonly verb: string;
  /** With its subresource, as `powertools/status`. */
  readonly resource: string;
  /** Of the object; `''` for lists. */
  readonly name: string;
  readonly unixMs: number;
}

/** What the API server notes of the requests of one user, in a file of its own (`audit.k8s.io/v1`). */
export class RequestLog implements AsyncDisposable {
  /** Of kube-apiserver. */
  readonly flags: readonly string[];
  readonly #folder: string;
  readonly #path: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, 'audit.log');
    this.flags = [`--audit-policy-file=${join(folder, 'policy.json')}`, `--audit-log-path=${this.#path}`];
  }

  static async open(username: string): Promise<RequestLog> {
    const folder = await mkdtemp(join(tmpdir(), 'toe-audit-'));
    const rules = [{ level: 'Metadata', users: [username] }, { level: 'None' }];
    const policy = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages: ['RequestReceived'], rules };
    await writeFile(join(folder, 'policy.json'), JSON.stringify(policy));
    return new RequestLog(folder);
  }

  /** Those that came since an instant. A watch is noted when it begins. */
  async read(sinceUnixMs: number): Promise<readonly AuditedRequest[]> {
    const lines = (await readFile(this.#path, 'utf8')).split('\n').filter((line) => line !== '');
    return lines
      .map((line): unknown => JSON.parse(line))
      .filter((event) => readPath(event, 'stage') !== 'ResponseStarted' || isWatch(event))
      .filter((event) => readPath(event, 'stage') !== 'ResponseComplete' || !isWatch(event))
      .map(toRequest)
      .filter(({ unixMs }) => unixMs >= sinceUnixMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function isWatch(event: unknown): boolean {
  return readPath(event, 'verb') === 'watch';
}

function toRequest(event: unknown): AuditedRequest {
  const object = readPath(event, 'objectRef');
  const subresource = readText(object, 'subresource');
  return {
    verb: readText(event, 'verb'),
    resource: `${readText(object, 'resource')}${subresource === '' ? '' : `/${subresource}`}`,
    name: readText(object, 'name'),
    unixMs: Date.parse(readText(event, 'requestReceivedTimestamp')),
  };
}

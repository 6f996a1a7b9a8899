import type { RequestOptions } from 'node:https';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Exec, KubeConfig } from '@kubernetes/client-node';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import { type KubeAnswer, KubeClient } from '../../kube/harness/kube-client.ts';
import { type Manifest, toPath } from '../../kube/harness/manifests.ts';
import { messageOf, readPath } from '../../kube/harness/toe-objects.ts';

/** A real cluster as its administrator sees it. */
export interface Cluster extends Disposable {
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly admin: KubeClient;
  /** Another caller of the same API server. */
  clientOf(token: string): KubeClient;
  /** The standard output of a command in a pod. */
  exec(place: PodPlace, command: readonly string[]): Promise<string>;
}

export interface PodPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export async function openCluster(kubeconfigPath: string): Promise<Cluster> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const url = config.getCurrentCluster()?.server ?? '';
  const ca = String(options.ca ?? '');
  const authorization = readText(options.headers, 'Authorization');
  const admin = new KubeClient({
    url,
    ca,
    token: authorization.replace(/^Bearer /, ''),
    ...toClientCertificate(options),
  });
  return {
    url,
    ca,
    admin,
    clientOf: (token) => new KubeClient({ url, ca, token }),
    exec: async ({ namespace, pod, container }, command) => {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      const read = Promise.all([text(stdout), text(stderr)]);
      const socket = await new Exec(config).exec(
        namespace,
        pod,
        container,
        [...command],
        stdout,
        stderr,
        null,
        false,
      );
      await new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
      stdout.end();
      stderr.end();
      const [output, errors] = await read;
      if (errors !== '') throw new Error(`Cannot run "${command.join(' ')}" in pod "${pod}": ${errors}`);
      return output;
    },
    [Symbol.dispose]: () => admin[Symbol.dispose](),
  };
}

function toClientCertificate({ cert, key }: RequestOptions): { certificate?: string; key?: string } {
  return cert instanceof Buffer && key instanceof Buffer
    ? { certificate: cert.toString(), key: key.toString() }
    : {};
}

/** A text below members of plain data; empty where there is none. */
export function readText(value: unknown, ...steps: readonly (string | number)[]): string {
  const found = readPath(value, ...steps);
  return typeof found === 'string' ? found : '';
}

/** The object, or undefined where there is none. */
export async function find(admin: KubeClient, manifest: Manifest): Promise<unknown> {
  const answer = await admin.send('GET', toPath(manifest));
  if (answer.status === 404) return undefined;
  return expectDone(`read ${manifest.kind} "${manifest.metadata.name}"`, answer);
}

/** The body of the answer; throws what the server says where it refused. */
export function expectDone(what: string, answer: KubeAnswer): unknown {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw new Error(`Cannot ${what}: ${messageOf(answer)}`);
}

/** The objects of a list. */
export async function listItems(cluster: Cluster, path: string): Promise<readonly unknown[]> {
  const items = readPath(expectDone(`list ${path}`, await cluster.admin.send('GET', path)), 'items');
  return Array.isArray(items) ? items : [];
}

/** Deletes it and waits until it is gone. */
export async function remove(admin: KubeClient, manifest: Manifest, timeoutMs = 120_000): Promise<void> {
  const title = `${manifest.kind} "${manifest.metadata.name}"`;
  const answer = await admin.send('DELETE', `${toPath(manifest)}?propagationPolicy=Foreground`);
  if (answer.status === 404) return;
  expectDone(`delete ${title}`, answer);
  await waitUntil(async () => ((await find(admin, manifest)) === undefined ? true : undefined), {
    timeoutMs,
    what: `the end of ${title}`,
    explain: async () => JSON.stringify(await find(admin, manifest), undefined, 1),
  });
}

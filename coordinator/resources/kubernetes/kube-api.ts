import {
  ApiException,
  CustomObjectsApi,
  KubeConfig,
  Observable,
  type ObservableMiddleware,
  PatchStrategy,
  type RequestContext,
  setHeaderMiddleware,
  Watch,
} from '@kubernetes/client-node';
import { type KindName, kinds } from '../../../shared/kinds/kinds.ts';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { isAbort } from '../../../shared/runtime/group.ts';
import type { ResourceRef } from '../resource-source.ts';
import { type KubeAnswer, readText, toRefusal } from './kube-answer.ts';
import { type KubeEvent, type Listed, parseEvent, type WatchEnd } from './kube-events.ts';
import { toKubeObject } from './kube-object.ts';
import type { PatchOperation } from './to-status-patch.ts';

const [group, version] = ['toe.run', 'v1alpha1'] as const;
const requestLimitMs = 30_000;
const pageSize = 500;
/** client-node gives up a watch that is silent for 30 s, so that the server is asked to end it before that. */
const watchSeconds = 25;
const dispatcherLifeMs = 60_000;

/** Where the API server is and as whom to speak to it. */
export type KubeCredentials =
  /** The service account of the pod; its token is read again as it is renewed. */
  | { readonly kind: 'in-cluster' }
  | { readonly kind: 'token'; readonly url: string; readonly ca: string; readonly token: string };

/**
 * The API server, reduced to what the resources need and to plain values. Every request ends within 30 s. Refusals
 * are answers; where there is no answer at all, the promise rejects.
 */
export class KubeApi {
  readonly #config: KubeConfig;
  readonly #objects: CustomObjectsApi;
  readonly #keepConnections = new ConnectionKeeper();

  constructor(credentials: KubeCredentials) {
    this.#config = toKubeConfig(credentials);
    this.#objects = this.#config.makeApiClient(CustomObjectsApi);
  }

  /** All objects of a Kind in a namespace, or with `''` in all of them. Throws where the server refuses. */
  async list(kind: KindName, namespace: string, signal: AbortSignal): Promise<Listed> {
    const values: unknown[] = [];
    let page = '';
    do {
      const options = this.#options(signal);
      const where = { group, version, plural: pluralOf(kind), limit: pageSize, _continue: page };
      const answer = await receive(() =>
        namespace === ''
          ? this.#objects.listClusterCustomObject(where, options)
          : this.#objects.listNamespacedCustomObject({ ...where, namespace }, options),
      );
      if (answer.kind === 'refused') throw new Error(`Cannot list ${pluralOf(kind)}: ${answer.message}`);
      const items = readMember(answer.body, 'items');
      if (Array.isArray(items)) values.push(...items);
      const metadata = readMember(answer.body, 'metadata');
      page = readText(metadata, 'continue');
      if (page === '') {
        const objects = values.map(toKubeObject).filter((object) => object !== undefined);
        return { resourceVersion: readText(metadata, 'resourceVersion'), objects };
      }
    } while (!signal.aborted);
    throw signal.reason;
  }

  /**
   * Tells what happened after a resource version until the server ends it (25 s), the connection does, or the signal
   * aborts. Rejects where the connection failed. `onEvent` must not throw.
   */
  async watch(
    where: { readonly kind: KindName; readonly namespace: string; readonly resourceVersion: string },
    onEvent: (event: KubeEvent) => void,
    signal: AbortSignal,
  ): Promise<WatchEnd> {
    const { resourceVersion } = where;
    const namespace = where.namespace === '' ? '' : `/namespaces/${where.namespace}`;
    const path = `/apis/${group}/${version}${namespace}/${pluralOf(where.kind)}`;
    const query = { resourceVersion, allowWatchBookmarks: true, timeoutSeconds: watchSeconds };
    const { promise, resolve, reject } = Promise.withResolvers<WatchEnd>();
    const end = (): void => resolve({ kind: 'ended' });
    signal.addEventListener('abort', end, { once: true });
    let hasEnded = signal.aborted;
    let closeOpened = (): void => undefined;
    if (hasEnded) end();
    else {
      const receiveEvent = (type: string, value: unknown): void => {
        const event = parseEvent(type, value);
        if (hasEnded) return;
        if (event.kind === 'failed') resolve({ kind: 'expired', message: event.message });
        else onEvent(event);
      };
      const opening = new Watch(this.#config).watch(path, query, receiveEvent, (error: unknown) => {
        const status = readMember(error, 'statusCode');
        if (typeof status === 'number') resolve({ kind: 'expired', message: `HTTP status ${status}` });
        else if (error instanceof Error && !isAbort(error)) reject(explainFailure(error));
        else end();
      });
      opening.catch((error: unknown) => reject(explainFailure(error)));
      // It can be aborted only once it is open, which may be later than the end of this call.
      closeOpened = (): void =>
        void opening.then(
          (controller) => controller.abort(),
          () => undefined,
        );
    }
    try {
      return await promise;
    } finally {
      hasEnded = true;
      signal.removeEventListener('abort', end);
      closeOpened();
    }
  }

  async read(kind: KindName, ref: ResourceRef): Promise<KubeAnswer> {
    const where = { group, version, plural: pluralOf(kind), ...ref };
    return receive(() => this.#objects.getNamespacedCustomObject(where, this.#options()));
  }

  async create(kind: KindName, namespace: string, body: object): Promise<KubeAnswer> {
    const where = { group, version, plural: pluralOf(kind), namespace, body, fieldValidation: 'Strict' };
    return receive(() => this.#objects.createNamespacedCustomObject(where, this.#options()));
  }

  /** JSON merge patch (RFC 7396) of the object. */
  async mergePatch(kind: KindName, ref: ResourceRef, body: object): Promise<KubeAnswer> {
    const where = { ...placeOf(kind, ref), body, fieldValidation: 'Strict' };
    const options = this.#options(undefined, setHeaderMiddleware('Content-Type', PatchStrategy.MergePatch));
    return receive(() => this.#objects.patchNamespacedCustomObject(where, options));
  }

  /** JSON patch (RFC 6902) of the object by way of its subresource `status`. */
  async patchStatus(kind: KindName, ref: ResourceRef, body: readonly PatchOperation[]): Promise<KubeAnswer> {
    const where = { ...placeOf(kind, ref), body, fieldValidation: 'Strict' };
    const options = this.#options(undefined, setHeaderMiddleware('Content-Type', PatchStrategy.JsonPatch));
    return receive(() => this.#objects.patchNamespacedCustomObjectStatus(where, options));
  }

  async remove(kind: KindName, ref: ResourceRef): Promise<KubeAnswer> {
    return receive(() => this.#objects.deleteNamespacedCustomObject(placeOf(kind, ref), this.#options()));
  }

  #options(signal?: AbortSignal, ...more: readonly ObservableMiddleware[]): RequestOptions {
    const limit = AbortSignal.timeout(requestLimitMs);
    const ends = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    const bound = onRequest((request) => request.setSignal(ends));
    return {
      middleware: [bound, this.#keepConnections.middleware, ...more],
      middlewareMergeStrategy: 'append',
    };
  }
}

interface RequestOptions {
  middleware: ObservableMiddleware[];
  middlewareMergeStrategy: 'append';
}

/** client-node opens a connection for every request; this lets the requests of a minute share theirs. */
class ConnectionKeeper {
  #dispatcher: ReturnType<RequestContext['getDispatcher']>;
  #until = 0;

  readonly middleware: ObservableMiddleware = onRequest((request) => {
    const now = performance.now();
    if (this.#dispatcher === undefined || now > this.#until) {
      this.#dispatcher = request.getDispatcher();
      this.#until = now + dispatcherLifeMs;
    } else request.setDispatcher(this.#dispatcher);
  });
}

function onRequest(change: (request: RequestContext) => void): ObservableMiddleware {
  return {
    pre: (request) => {
      change(request);
      return new Observable(Promise.resolve(request));
    },
    post: (response) => new Observable(Promise.resolve(response)),
  };
}

async function receive(send: () => Promise<unknown>): Promise<KubeAnswer> {
  try {
    return { kind: 'done', body: await send() };
  } catch (error) {
    if (error instanceof ApiException) return toRefusal(error.code, error.body);
    throw explainFailure(error);
  }
}

/** `fetch` says only "fetch failed"; why stands in its cause. */
function explainFailure(error: unknown): unknown {
  if (!(error instanceof Error) || isAbort(error)) return error;
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  return new Error(`Cannot reach the API server: ${why}`, { cause: error });
}

/** Which object, in the words of client-node. */
function placeOf(kind: KindName, { namespace, name }: ResourceRef) {
  return { group, version, plural: pluralOf(kind), namespace, name };
}

function pluralOf(kind: KindName): string {
  return kinds.get(kind)?.plural ?? '';
}

function toKubeConfig(credentials: KubeCredentials): KubeConfig {
  const config = new KubeConfig();
  if (credentials.kind === 'in-cluster') config.loadFromCluster();
  else {
    const { url, ca, token } = credentials;
    config.loadFromClusterAndUser(
      { name: 'cluster', server: url, caData: Buffer.from(ca).toString('base64'), skipTLSVerify: false },
      { name: 'user', token },
    );
  }
  return config;
}

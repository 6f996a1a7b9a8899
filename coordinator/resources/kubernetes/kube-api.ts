import { HttpMethod } from '@kubernetes/client-node';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { readList, readText } from '../read-fields.ts';
import type { KubeAnswer } from './kube-answer.ts';
import type { KubeCredentials } from './kube-credentials.ts';
import { type KubeEvent, type Listed, parseEventLine, type WatchEnd } from './kube-events.ts';
import { type KubeObject, toKubeObject } from './kube-object.ts';
import { type KubePlace, type KubeResource, toListPath, toObjectPath } from './kube-resource.ts';
import { type KubeRequest, KubeTransport } from './kube-transport.ts';

const pageSize = 500;
/** Every request ends within 30 s, so that a connection that died is noticed; the server ends a watch before that. */
const watchSeconds = 25;

/** Which objects. Selectors are in the words of the API server; none selects all. */
export interface KubeQuery {
  /** `''`: those of all namespaces, or of the cluster. */
  readonly namespace: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Reduces every object as it comes, so that a large list is never in memory whole. */
  readonly trim?: (value: unknown) => unknown;
}

/** How a request that changes something is sent; see `KubeRequest`. */
export type Writing = Pick<KubeRequest, 'signal' | 'check'>;

/** An operation of a JSON patch (RFC 6902). */
export interface PatchOperation {
  readonly op: 'test' | 'add' | 'replace';
  readonly path: string;
  readonly value: unknown;
}

/**
 * The API server, reduced to plain values: any resource, by its name in paths. Every request ends within 30 s.
 * Refusals are answers; where there is no answer at all, the promise rejects. Unknown fields are refused, not dropped.
 */
export class KubeApi {
  readonly #transport: KubeTransport;

  constructor(credentials: KubeCredentials, requestLimitMs = 30_000) {
    this.#transport = new KubeTransport(credentials, requestLimitMs);
  }

  /** All objects of a query, page by page. Throws where the server refuses. */
  async list(resource: KubeResource, query: KubeQuery, signal: AbortSignal): Promise<Listed> {
    const objects: KubeObject[] = [];
    let [page, hasBegunAnew] = ['', false];
    for (;;) {
      const answer = await this.#transport.send({
        method: HttpMethod.GET,
        path: toListPath(resource, query.namespace),
        query: { ...toSelectors(query), limit: `${pageSize}`, continue: page === '' ? undefined : page },
        signal,
      });
      if (answer.kind === 'refused') {
        // The list that the pages are of is older than what the server keeps.
        if (answer.code !== 410 || page === '' || hasBegunAnew)
          throw new Error(`Cannot list ${resource.plural}: ${answer.message}`);
        [page, hasBegunAnew, objects.length] = ['', true, 0];
        continue;
      }
      const items = readList(answer.body, 'items').map((item) => toObject(item, query));
      objects.push(...items.filter((object) => object !== undefined));
      const metadata = readMember(answer.body, 'metadata');
      page = readText(metadata, 'continue');
      if (page === '') return { resourceVersion: readText(metadata, 'resourceVersion'), objects };
    }
  }

  /**
   * Tells what happened after a resource version until the server ends it (25 s), the connection does, or the signal
   * aborts. Rejects where the connection failed. `onEvent` must not throw.
   */
  async watch(
    resource: KubeResource,
    query: KubeQuery & { readonly resourceVersion: string },
    onEvent: (event: KubeEvent) => void,
    signal: AbortSignal,
  ): Promise<WatchEnd> {
    const { resourceVersion, namespace, trim } = query;
    const watching = { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: `${watchSeconds}` };
    try {
      const answer = await this.#transport.open({
        method: HttpMethod.GET,
        path: toListPath(resource, namespace),
        query: { ...toSelectors(query), ...watching, resourceVersion },
        signal,
      });
      if (answer.kind === 'refused') return { kind: 'expired', message: answer.message };
      for await (const line of answer.lines) {
        const event = parseEventLine(line, trim);
        if (signal.aborted) break;
        if (event.kind === 'failed') return { kind: 'expired', message: event.message };
        onEvent(event);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return { kind: 'ended' };
  }

  async read(resource: KubeResource, place: KubePlace, signal?: AbortSignal): Promise<KubeAnswer> {
    return this.#transport.send({ method: HttpMethod.GET, path: toObjectPath(resource, place), signal });
  }

  /** `namespace` `''`: the object has none. */
  async create(
    resource: KubeResource,
    namespace: string,
    body: object,
    writing: Writing = {},
  ): Promise<KubeAnswer> {
    const path = toListPath(resource, namespace);
    return this.#transport.send({ method: HttpMethod.POST, path, query: strict, body, ...writing });
  }

  /** Writes the whole object; 409 where the resource version in its metadata is not the present one. */
  async replace(
    resource: KubeResource,
    place: KubePlace,
    body: object,
    writing: Writing = {},
  ): Promise<KubeAnswer> {
    const path = toObjectPath(resource, place);
    return this.#transport.send({ method: HttpMethod.PUT, path, query: strict, body, ...writing });
  }

  /** JSON merge patch (RFC 7396). */
  async mergePatch(
    resource: KubeResource,
    place: KubePlace,
    body: object,
    writing: Writing = {},
  ): Promise<KubeAnswer> {
    return this.#patch(resource, place, { contentType: 'application/merge-patch+json', body, ...writing });
  }

  /** JSON patch (RFC 6902); 422 where a test fails. */
  async jsonPatch(
    resource: KubeResource,
    place: KubePlace,
    body: readonly PatchOperation[],
    writing: Writing = {},
  ): Promise<KubeAnswer> {
    return this.#patch(resource, place, { contentType: 'application/json-patch+json', body, ...writing });
  }

  /**
   * Creates or changes the object so that the fields of `body` are as given and belong to this manager. Never forced:
   * 409 where one belongs to another manager, each in a cause.
   */
  async serverSideApply(
    resource: KubeResource,
    place: KubePlace,
    body: object,
    fieldManager: string,
    writing: Writing = {},
  ): Promise<KubeAnswer> {
    const query = { fieldManager, force: 'false' };
    return this.#patch(resource, place, {
      contentType: 'application/apply-patch+yaml',
      body,
      query,
      ...writing,
    });
  }

  /** 409 where `uid` is given and the object of that name has another one. */
  async remove(
    resource: KubeResource,
    place: KubePlace,
    uid?: string,
    writing: Writing = {},
  ): Promise<KubeAnswer> {
    const body =
      uid === undefined ? undefined : { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } };
    return this.#transport.send({
      method: HttpMethod.DELETE,
      path: toObjectPath(resource, place),
      body,
      ...writing,
    });
  }

  async #patch(resource: KubeResource, place: KubePlace, patch: Patch): Promise<KubeAnswer> {
    const query = { ...strict, ...patch.query };
    const path = toObjectPath(resource, place);
    return this.#transport.send({ ...patch, method: HttpMethod.PATCH, path, query });
  }
}

interface Patch extends Writing {
  readonly contentType: string;
  readonly body: object;
  readonly query?: Readonly<Record<string, string>>;
}

const strict = { fieldValidation: 'Strict' };

function toSelectors({ labelSelector, fieldSelector }: KubeQuery): Record<string, string | undefined> {
  return { labelSelector: labelSelector || undefined, fieldSelector: fieldSelector || undefined };
}

function toObject(value: unknown, { trim }: KubeQuery): KubeObject | undefined {
  const object = toKubeObject(value);
  return object === undefined || trim === undefined ? object : { ...object, value: trim(object.value) };
}

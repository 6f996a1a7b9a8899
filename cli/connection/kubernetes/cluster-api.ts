import {
  ApiException,
  CoordinationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  Observable,
  type ObservableMiddleware,
  PatchStrategy,
  type RequestContext,
  setHeaderMiddleware,
} from '@kubernetes/client-node';
import { kinds } from '../../../shared/kinds/kinds.ts';
import { CliError } from '../../cli-error.ts';
import type { CaptureRef } from '../capture-client.ts';
import { type ApiAnswer, toRefusal } from './api-answer.ts';
import type { Kubeconfig } from './load-kubeconfig.ts';
import { readBearer } from './read-credential.ts';

const requestLimitMs = 30_000;
const powerTools = { group: 'toe.run', version: 'v1alpha1', plural: kinds.get('PowerTool')?.plural ?? '' };
/** As whom the API server notes the fields that the command line writes. */
const written = { fieldValidation: 'Strict', fieldManager: 'toe' };

/**
 * The API server as the person of the kubeconfig, reduced to what the command line asks of it. Every request ends
 * within 30 s. Refusals are answers; where there is no answer, or no credential to ask with, a CliError is thrown.
 */
export class ClusterApi {
  readonly #kubeconfig: Kubeconfig;
  readonly #core: CoreV1Api;
  readonly #coordination: CoordinationV1Api;
  readonly #objects: CustomObjectsApi;

  constructor(kubeconfig: Kubeconfig) {
    this.#kubeconfig = kubeconfig;
    this.#core = kubeconfig.config.makeApiClient(CoreV1Api);
    this.#coordination = kubeconfig.config.makeApiClient(CoordinationV1Api);
    this.#objects = kubeconfig.config.makeApiClient(CustomObjectsApi);
  }

  async listPods(namespace: string, labelSelector: string, signal?: AbortSignal): Promise<ApiAnswer> {
    return this.#ask(() => this.#core.listNamespacedPod({ namespace, labelSelector }, bounded(signal)));
  }

  async readLease(namespace: string, name: string, signal?: AbortSignal): Promise<ApiAnswer> {
    return this.#ask(() => this.#coordination.readNamespacedLease({ namespace, name }, bounded(signal)));
  }

  async readConfigMap(namespace: string, name: string): Promise<ApiAnswer> {
    return this.#ask(() => this.#core.readNamespacedConfigMap({ namespace, name }, bounded()));
  }

  /** A token of a service account, for the API server's own audience. */
  async createToken(namespace: string, name: string, expirationSeconds: number): Promise<ApiAnswer> {
    const body = { spec: { audiences: [], expirationSeconds } };
    return this.#ask(() =>
      this.#core.createNamespacedServiceAccountToken({ namespace, name, body }, bounded()),
    );
  }

  async readPowerTool(ref: CaptureRef): Promise<ApiAnswer> {
    return this.#ask(() => this.#objects.getNamespacedCustomObject({ ...powerTools, ...ref }, bounded()));
  }

  /** Of a namespace, or with `''` of all. */
  async listPowerTools(namespace: string): Promise<ApiAnswer> {
    return this.#ask(() =>
      namespace === ''
        ? this.#objects.listClusterCustomObject(powerTools, bounded())
        : this.#objects.listNamespacedCustomObject({ ...powerTools, namespace }, bounded()),
    );
  }

  async createPowerTool(namespace: string, body: object): Promise<ApiAnswer> {
    const where = { ...powerTools, ...written, namespace, body };
    return this.#ask(() => this.#objects.createNamespacedCustomObject(where, bounded()));
  }

  /** JSON merge patch (RFC 7396). */
  async patchPowerTool({ namespace, name }: CaptureRef, body: object): Promise<ApiAnswer> {
    const where = { ...powerTools, ...written, namespace, name, body };
    const merge = setHeaderMiddleware('Content-Type', PatchStrategy.MergePatch);
    return this.#ask(() => this.#objects.patchNamespacedCustomObject(where, bounded(undefined, merge)));
  }

  async deletePowerTool({ namespace, name }: CaptureRef): Promise<ApiAnswer> {
    const where = { ...powerTools, namespace, name };
    return this.#ask(() => this.#objects.deleteNamespacedCustomObject(where, bounded()));
  }

  async #ask(send: () => Promise<unknown>): Promise<ApiAnswer> {
    // First by itself, so that a login that fails is not told as a server that cannot be reached.
    await readBearer(this.#kubeconfig);
    try {
      return { kind: 'done', body: await send() };
    } catch (error) {
      if (error instanceof ApiException) return toRefusal(error.code, error.body);
      throw this.#explainSilence(error);
    }
  }

  #explainSilence(error: unknown): CliError {
    const { server, context } = this.#kubeconfig;
    return new CliError(
      `Cannot reach the API server "${server}" of context "${context}": ${findCause(error)}`,
      { next: `kubectl --context ${context} version, or choose another one with --context`, cause: error },
    );
  }
}

interface RequestOptions {
  middleware: ObservableMiddleware[];
  middlewareMergeStrategy: 'append';
}

function bounded(signal?: AbortSignal, ...more: readonly ObservableMiddleware[]): RequestOptions {
  const limit = AbortSignal.timeout(requestLimitMs);
  const ends = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const bound = onRequest((request) => request.setSignal(ends));
  return { middleware: [bound, ...more], middlewareMergeStrategy: 'append' };
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

/** `fetch` says only "fetch failed"; why stands in its cause, of several addresses in the first of the causes. */
function findCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${requestLimitMs / 1000} s`;
  if (error instanceof AggregateError && error.errors.length > 0) return findCause(error.errors[0]);
  return error.cause instanceof Error ? findCause(error.cause) : error.message;
}

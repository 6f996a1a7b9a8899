import type { CreateCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/CreateCaptureRequest.ts';
import type { DeleteCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/DeleteCaptureRequest.ts';
import type { FetchArtifactsRequest__Output } from '../../shared/rpc/generated/toe/v1/FetchArtifactsRequest.ts';
import type { GetCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/GetCaptureRequest.ts';
import type { ListArtifactsRequest__Output } from '../../shared/rpc/generated/toe/v1/ListArtifactsRequest.ts';
import type { ListCapturesRequest__Output } from '../../shared/rpc/generated/toe/v1/ListCapturesRequest.ts';
import type { ListNodesRequest__Output } from '../../shared/rpc/generated/toe/v1/ListNodesRequest.ts';
import type { ListToolsRequest__Output } from '../../shared/rpc/generated/toe/v1/ListToolsRequest.ts';
import type { PreviewCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/PreviewCaptureRequest.ts';
import type { ReadArtifactRequest__Output } from '../../shared/rpc/generated/toe/v1/ReadArtifactRequest.ts';
import type { ReadBundleRequest__Output } from '../../shared/rpc/generated/toe/v1/ReadBundleRequest.ts';
import type { ReadManifestRequest__Output } from '../../shared/rpc/generated/toe/v1/ReadManifestRequest.ts';
import type { StopCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/StopCaptureRequest.ts';
import { fromStruct, type JsonObject } from '../../shared/rpc/struct.ts';
import type { Access } from '../identity/identity-provider.ts';
import { toRef } from './captures.ts';

/** The methods of CaptureService and what each is asked with. */
export interface Requests {
  readonly ListNodes: ListNodesRequest__Output;
  readonly ListTools: ListToolsRequest__Output;
  readonly PreviewCapture: PreviewCaptureRequest__Output;
  readonly CreateCapture: CreateCaptureRequest__Output;
  readonly GetCapture: GetCaptureRequest__Output;
  readonly ListCaptures: ListCapturesRequest__Output;
  readonly WatchCapture: GetCaptureRequest__Output;
  readonly StopCapture: StopCaptureRequest__Output;
  readonly DeleteCapture: DeleteCaptureRequest__Output;
  readonly ListArtifacts: ListArtifactsRequest__Output;
  readonly FetchArtifacts: FetchArtifactsRequest__Output;
  readonly ReadArtifact: ReadArtifactRequest__Output;
  readonly ReadManifest: ReadManifestRequest__Output;
  readonly ReadBundle: ReadBundleRequest__Output;
}

export type Method = keyof Requests;

interface Rule<Request> {
  /** All of these rights are needed, asked for in this order. `home`: the coordinator's own namespace. */
  readonly needs: (request: Request, home: string) => readonly Access[];
  /** It changes something or hands out what was captured: every call leaves a line in the log. */
  readonly isAudited: boolean;
}

/** Which rights each method needs, in RBAC's words. ListNodes and ListTools are about no namespace: about all. */
export const methodAccess: { readonly [M in Method]: Rule<Requests[M]> } = {
  ListNodes: { needs: () => [powerTools('list')], isAudited: false },
  ListTools: { needs: () => [powerTools('list')], isAudited: false },
  ListCaptures: { needs: ({ namespace }) => [powerTools('list', { namespace })], isAudited: false },
  GetCapture: { needs: (request) => [powerTools('get', toRef(request))], isAudited: false },
  WatchCapture: { needs: (request) => [powerTools('get', toRef(request))], isAudited: false },
  PreviewCapture: {
    needs: (request, home) =>
      rightsToCapture(toRef({ ...request, name: '' }), fromStruct(request.spec), home),
    isAudited: false,
  },
  CreateCapture: {
    needs: (request, home) => rightsToCapture(toRef(request), fromStruct(request.spec), home),
    isAudited: true,
  },
  StopCapture: { needs: (request) => [powerTools('update', toRef(request))], isAudited: true },
  DeleteCapture: { needs: (request) => [powerTools('delete', toRef(request))], isAudited: true },
  ListArtifacts: { needs: (request) => [artifacts('get', toRef(request))], isAudited: false },
  FetchArtifacts: { needs: (request) => [artifacts('get', toRef(request))], isAudited: true },
  ReadArtifact: { needs: (request) => [artifacts('get', toRef(request))], isAudited: true },
  ReadManifest: { needs: (request) => [artifacts('get', toRef(request))], isAudited: true },
  ReadBundle: { needs: (request) => [artifacts('get', toRef(request))], isAudited: true },
};

/**
 * To create the object, to use its tool, to look at whole nodes where its targets are not pods alone, and to find the
 * pods of other namespaces, as the admission webhook asks of whoever applies the object (`listNeededAccess`). A spec
 * that names no tool gives nobody anything: its validation refuses it.
 */
function rightsToCapture(
  { namespace }: { readonly namespace: string },
  { tool, targets }: JsonObject,
  home: string,
): readonly Access[] {
  const toolName = isObject(tool) ? tool.name : undefined;
  return [
    powerTools('create', { namespace }),
    ...(typeof toolName === 'string'
      ? [access('use', 'powertoolconfigs', { namespace: home, name: toolName })]
      : []),
    ...(areAllPods(targets) ? [] : [access('capture', 'nodes', {})]),
    ...(hasMember(targets, 'namespaceSelector') ? [listPods] : []),
  ];
}

const listPods: Access = {
  verb: 'list',
  group: '',
  resource: 'pods',
  subresource: '',
  namespace: '',
  name: '',
};

function hasMember(value: unknown, name: string): boolean {
  return isObject(value) && Object.hasOwn(value, name);
}

/** Whatever is not known to choose pods is taken to choose nodes. */
const podTargets: ReadonlySet<string> = new Set(['labelSelector', 'namespaceSelector', 'container']);
/** These only make a choice smaller or later. */
const narrowing: ReadonlySet<string> = new Set(['sample', 'waitFor']);

function areAllPods(targets: unknown): boolean {
  if (!isObject(targets)) return false;
  const chosen = Object.keys(targets).filter((field) => !narrowing.has(field));
  return chosen.length > 0 && chosen.every((field) => podTargets.has(field));
}

interface Object {
  readonly namespace?: string;
  readonly name?: string;
}

const powerTools = (verb: string, object: Object = {}): Access => access(verb, 'powertools', object);

const artifacts = (verb: string, object: Object): Access => ({
  ...access(verb, 'powertools', object),
  subresource: 'artifacts',
});

function access(verb: string, resource: string, { namespace = '', name = '' }: Object): Access {
  return { verb, group: 'toe.run', resource, subresource: '', namespace, name };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import type {
  AccessRequest,
  ReviewedAccess,
  ReviewedToken,
  ReviewedUser,
  Reviews,
} from '../../identity/reviews.ts';
import { readList, readText } from '../read-fields.ts';
import type { KubeApi } from './kube-api.ts';
import type { KubeResource } from './kube-resource.ts';

const tokenReviews = { group: 'authentication.k8s.io', version: 'v1', plural: 'tokenreviews' };
const accessReviews = { group: 'authorization.k8s.io', version: 'v1', plural: 'subjectaccessreviews' };

/** The API server's word on tokens and rights. Nothing is cached, and no token is ever in an error. */
export class KubernetesReviews implements Reviews {
  readonly #api: KubeApi;

  constructor(api: KubeApi) {
    this.#api = api;
  }

  async reviewToken(token: string, audiences: readonly string[]): Promise<ReviewedToken> {
    const spec = { token, ...(audiences.length === 0 ? {} : { audiences }) };
    const status = await this.#review('a token', tokenReviews, 'TokenReview', spec);
    if (readMember(status, 'authenticated') !== true) {
      return {
        kind: 'refused',
        message: readText(status, 'error') || 'the API server does not know this token',
      };
    }
    // A server that knows nothing of audiences authenticates a token that was made for others.
    const granted = readList(status, 'audiences');
    if (audiences.length > 0 && !audiences.some((audience) => granted.includes(audience))) {
      return { kind: 'refused', message: `the token is not for ${audiences.join(' or ')}` };
    }
    return { kind: 'authenticated', user: toUser(readMember(status, 'user')) };
  }

  async reviewAccess(request: AccessRequest): Promise<ReviewedAccess> {
    const { user, verb, group, resource, subresource, namespace, name } = request;
    const { username, uid, groups, extra } = user;
    const resourceAttributes = { verb, group, resource, subresource, namespace, name };
    const spec = { user: username, uid, groups, extra, resourceAttributes };
    const status = await this.#review('a right', accessReviews, 'SubjectAccessReview', spec);
    if (readMember(status, 'allowed') === true) return { kind: 'allowed' };
    const why = [readText(status, 'reason'), readText(status, 'evaluationError')].filter(
      (text) => text !== '',
    );
    return { kind: 'denied', message: [explainDenial(request), ...why].join(': ') };
  }

  async #review(what: string, resource: KubeResource, kind: string, spec: object): Promise<unknown> {
    const body = { apiVersion: `${resource.group}/${resource.version}`, kind, spec };
    const answer = await this.#api.create(resource, '', body);
    if (answer.kind === 'done') return readMember(answer.body, 'status');
    throw new Error(`Cannot have ${what} reviewed: ${answer.message}`);
  }
}

function toUser(user: unknown): ReviewedUser {
  const extra = Object.entries(Object(readMember(user, 'extra')) as object);
  return {
    username: readText(user, 'username'),
    uid: readText(user, 'uid'),
    groups: readList(user, 'groups').filter((group) => typeof group === 'string'),
    extra: Object.fromEntries(extra.map(([key]) => [key, toTexts(readList(readMember(user, 'extra'), key))])),
  };
}

function toTexts(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === 'string');
}

function explainDenial({ user, verb, group, resource, subresource, namespace, name }: AccessRequest): string {
  const part = subresource === '' ? resource : `${resource}/${subresource}`;
  const named = name === '' ? '' : ` "${name}"`;
  const of = group === '' ? '' : ` of ${group}`;
  const where = namespace === '' ? 'in the whole cluster' : `in namespace "${namespace}"`;
  return `"${user.username}" may not ${verb} ${part}${named}${of} ${where}`;
}

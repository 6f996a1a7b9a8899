import { apiVersion, kinds } from '../../shared/kinds/kinds.ts';
import { showValue } from '../../shared/kinds/validate-fault.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import type { ReviewedUser } from '../identity/reviews.ts';
import type { AdmissionRequest } from './admission-request.ts';

export type ParsedReview =
  | { readonly kind: 'request'; readonly request: AdmissionRequest }
  /** Nothing that TOE has a word on: a deletion, a connection, a subresource. */
  | { readonly kind: 'passed'; readonly uid: string }
  /** It can be answered, but not judged. */
  | { readonly kind: 'faulty'; readonly uid: string; readonly message: string }
  /** No uid to answer to. */
  | { readonly kind: 'unreadable'; readonly message: string };

const reviewVersion = 'admission.k8s.io/v1';

/** Reads an AdmissionReview from plain JSON of any form. */
export function parseReview(value: unknown): ParsedReview {
  const request = readMember(value, 'request');
  const uid = readText(request, 'uid');
  if (uid === '') {
    const why = 'it has no request.uid';
    return { kind: 'unreadable', message: `Cannot read the review: ${why}: send an AdmissionReview` };
  }
  const faulty = (why: string, right: string): ParsedReview => ({
    kind: 'faulty',
    uid,
    message: `Cannot judge the request: ${why}: ${right}`,
  });
  const [version, reviewKind] = [readMember(value, 'apiVersion'), readMember(value, 'kind')];
  if (version !== reviewVersion || reviewKind !== 'AdmissionReview')
    return faulty(
      `it is a ${showValue(reviewKind)} of ${showValue(version)}`,
      `send an AdmissionReview of ${reviewVersion}`,
    );
  const operation = readText(request, 'operation');
  if (readText(request, 'subResource') !== '') return { kind: 'passed', uid };
  if (operation === 'DELETE' || operation === 'CONNECT') return { kind: 'passed', uid };
  if (operation !== 'CREATE' && operation !== 'UPDATE')
    return faulty(`operation ${showValue(operation)} is unknown`, 'send CREATE or UPDATE');
  const kind = readKind(readMember(request, 'kind'));
  if (kind === undefined) {
    const known = [...kinds.keys()].join(', ');
    return faulty(`it is about ${showValue(readMember(request, 'kind'))}`, `send ${known} of ${apiVersion}`);
  }
  const user = readUser(readMember(request, 'userInfo'));
  if (user === undefined) return faulty('it names no user', 'send userInfo.username');
  const [object, oldObject] = [readMember(request, 'object'), readMember(request, 'oldObject')];
  if (!isObject(object)) return faulty('it holds no object', 'send the object');
  if (operation === 'UPDATE' && !isObject(oldObject))
    return faulty('it does not hold the object as it was', 'send oldObject');
  const [namespace, name] = [readText(request, 'namespace'), readText(request, 'name')];
  if (namespace === '') return faulty('it names no namespace', 'send request.namespace');
  return {
    kind: 'request',
    request: {
      uid,
      kind,
      operation,
      namespace,
      name: name === '' ? readText(readMember(object, 'metadata'), 'name') : name,
      user,
      isDryRun: readMember(request, 'dryRun') === true,
      object,
      oldObject: operation === 'UPDATE' ? oldObject : undefined,
    },
  };
}

function readKind(value: unknown): AdmissionRequest['kind'] | undefined {
  const version = `${readText(value, 'group')}/${readText(value, 'version')}`;
  return version === apiVersion ? kinds.get(readText(value, 'kind'))?.kind : undefined;
}

function readUser(value: unknown): ReviewedUser | undefined {
  const username = readText(value, 'username');
  if (username === '') return undefined;
  const extra = readMember(value, 'extra');
  return {
    username,
    uid: readText(value, 'uid'),
    groups: readTexts(readMember(value, 'groups')),
    extra: isObject(extra)
      ? Object.fromEntries(Object.entries(extra).map(([key, texts]) => [key, readTexts(texts)]))
      : {},
  };
}

function readText(value: unknown, field: string): string {
  const text = readMember(value, field);
  return typeof text === 'string' ? text : '';
}

function readTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

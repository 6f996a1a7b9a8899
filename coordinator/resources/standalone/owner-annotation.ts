import type { ResourceOwner } from '../../../shared/kinds/kinds.ts';

/** Files have no owner references; this annotation stands for one, as `<name>/<uid>` of a PowerTool. */
const ownerAnnotation = 'toe.run/owner';

type Annotations = Readonly<Record<string, string>>;

export function withOwner(
  annotations: Annotations,
  owner: { readonly name: string; readonly uid: string } | undefined,
): Annotations {
  return owner === undefined
    ? annotations
    : { ...annotations, [ownerAnnotation]: `${owner.name}/${owner.uid}` };
}

/** Undefined where nothing owns it, or where somebody wrote the annotation in another form. */
export function readOwner(annotations: Annotations): ResourceOwner | undefined {
  const [, name, uid] = /^([^/]+)\/([^/]+)$/.exec(annotations[ownerAnnotation] ?? '') ?? [];
  return name === undefined || uid === undefined ? undefined : { kind: 'PowerTool', name, uid };
}

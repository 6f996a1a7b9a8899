import type { Manifest } from '../../kube/harness/manifests.ts';
import { readText } from './open-cluster.ts';

export interface Fitting {
  readonly imagePrefix: string;
  /** A directory of the nodes that is the tests' own. */
  readonly spool: string;
  /** PEM of the authority of the coordinator's certificate. */
  readonly authority: string;
}

/** A disk of tests may be nearly full. */
const spoolFloor = { name: 'TOE_SPOOL_FLOOR', value: '536870912' };

/**
 * A manifest as somebody who installs TOE would fill it in: images of their own, the authority of the webhook; and as
 * tests need it: the store goes with the pod, since not every cluster of tests has volumes to claim, and the spool is
 * theirs alone. None where tests have no use for the object.
 */
export function fitToTests(manifest: Manifest, fitting: Fitting): readonly Manifest[] {
  if (manifest.kind === 'PersistentVolumeClaim') return [];
  return [adjust(manifest, fitting) as Manifest];
}

function adjust(value: unknown, fitting: Fitting): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => adjust(each, fitting));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]): readonly [string, unknown] => {
    if (key === 'image' && typeof member === 'string') return [key, toTestImage(member, fitting)];
    if (key === 'caBundle') return [key, Buffer.from(fitting.authority).toString('base64')];
    if (key === 'env' && isOfAgent(member)) return [key, [...member, spoolFloor]];
    if (key === 'persistentVolumeClaim') return ['emptyDir', {}];
    if (key === 'path' && member === '/var/lib/toe') return [key, fitting.spool];
    return [key, adjust(member, fitting)];
  });
  return Object.fromEntries(members);
}

function isOfAgent(variables: unknown): variables is readonly unknown[] {
  return Array.isArray(variables) && variables.some((each) => readText(each, 'name') === 'TOE_SPOOL_DIR');
}

function toTestImage(image: string, { imagePrefix }: Fitting): string {
  const [name = ''] = image.slice(image.lastIndexOf('/') + 1).split(':');
  return `${imagePrefix}${name}:e2e`;
}

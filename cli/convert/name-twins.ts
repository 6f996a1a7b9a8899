import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import type { ConvertedPart } from './converted-part.ts';
import { originOf, placeFinding } from './report-line.ts';

/** Adds to the report of each object of ours whose Kind and name one before it has, in its own file or another. */
export function nameTwins(
  files: readonly (readonly ConvertedPart[])[],
): readonly (readonly ConvertedPart[])[] {
  const first = new Map<string, ConvertedPart>();
  return files.map((parts) =>
    parts.map((part) => {
      const identity = part.document === undefined ? undefined : identify(part.document.object);
      if (identity === undefined) return part;
      const twin = first.get(identity);
      if (twin === undefined) {
        first.set(identity, part);
        return part;
      }
      const says = `${identity} comes of ${originOf(twin.placed)} as well: rename or remove one of the two`;
      const line = placeFinding(part.placed, { steps: ['metadata', 'name'], effect: 'refused', says });
      return { ...part, report: [...part.report, line] };
    }),
  );
}

function identify(object: object): string | undefined {
  const metadata = readMember(object, 'metadata');
  const [kind, name] = [readMember(object, 'kind'), readMember(metadata, 'name')];
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
  const namespace = readMember(metadata, 'namespace');
  return `${kind} "${typeof namespace === 'string' ? `${namespace}/` : ''}${name}"`;
}

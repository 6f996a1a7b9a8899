import { apiVersion, kinds } from '../../shared/kinds/kinds.ts';
import { showValue } from '../../shared/kinds/validate-fault.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { convertObject } from './convert-object.ts';
import type { ConvertedPart } from './converted-part.ts';
import type { Finding } from './field-row.ts';
import { listObjects, type Manifest, type PlacedObject } from './list-objects.ts';
import { nameTwins } from './name-twins.ts';
import { findOldKind, isOfOldGroup, oldKinds } from './old-kinds.ts';
import { placeFinding, type ReportLine } from './report-line.ts';

export type Conversion =
  | {
      readonly kind: 'converted';
      readonly parts: readonly ConvertedPart[];
      /** What is told of all files, each in the order of its lines. */
      readonly report: readonly ReportLine[];
    }
  /** Each fault as `<file>:<line>: …`. Nothing is converted then. */
  | { readonly kind: 'unusable'; readonly faults: readonly string[] };

/** Converts files of old objects: all of them or, where one cannot be used, none. */
export function convertManifests(manifests: readonly Manifest[]): Conversion {
  const files = manifests.map((manifest) => {
    const { file } = manifest;
    const { objects, report, faults } = listObjects(manifest);
    const parts = objects.map(convertPlaced);
    const isEmpty = faults.length === 0 && parts.every(({ document }) => document === undefined);
    const told = faults.map(({ line, message }) => `${file}:${line}: ${message}`);
    return { file, parts, report, faults: isEmpty ? [tellNothing(file)] : told };
  });
  const faults = files.flatMap((file) => file.faults);
  if (faults.length > 0) return { kind: 'unusable', faults };
  const groups = nameTwins(files.map((file) => file.parts));
  const report = files.flatMap((file, index) => {
    const told = (groups[index] ?? []).flatMap((part) => part.report);
    return [...file.report, ...told].toSorted((left, right) => left.line - right.line);
  });
  return { kind: 'converted', parts: groups.flat(), report };
}

function tellNothing(file: string): string {
  const wanted = oldKinds.map(({ kind }) => kind).join(', ');
  return `${file}:1: nothing of the existing TOE stands in it: give a file with one of ${wanted}`;
}

function convertPlaced(placed: PlacedObject): ConvertedPart {
  const old = findOldKind(placed.value);
  if (old !== undefined) {
    const { object, findings, isValid } = convertObject(old, placed.value);
    const document = { kind: 'converted', object, isValid } as const;
    return { placed, document, report: findings.map((finding) => placeFinding(placed, finding)) };
  }
  if (readMember(placed.value, 'apiVersion') === apiVersion) return passThrough(placed);
  const [kind, group] = [readMember(placed.value, 'kind'), readMember(placed.value, 'apiVersion')].map(
    showValue,
  );
  const finding: Finding = isOfOldGroup(placed.value)
    ? { steps: ['kind'], effect: 'refused', says: `${kind} of ${group} is not known: it is left out` }
    : { steps: ['kind'], effect: 'leftOut', says: `${kind} is not of the existing TOE: apply it as it is` };
  return { placed, document: undefined, report: [placeFinding(placed, finding)] };
}

function passThrough(placed: PlacedObject): ConvertedPart {
  const { value, above } = placed;
  const findings: readonly Finding[] = [
    {
      steps: ['apiVersion'],
      effect: 'note',
      says: `it is ${apiVersion} already and passes through unchanged`,
    },
    ...findFaults(value),
  ];
  const source = above.length === 0 ? placed.document.source : undefined;
  return {
    placed,
    document: { kind: 'unchanged', object: value, source },
    report: findings.map((finding) => placeFinding(placed, finding)),
  };
}

function findFaults(value: object): readonly Finding[] {
  const written = readMember(value, 'kind');
  const kind = typeof written === 'string' ? kinds.get(written)?.kind : undefined;
  if (kind === undefined) {
    const says = `${showValue(written)} is unknown: use one of ${[...kinds.keys()].join(', ')}`;
    return [{ steps: ['kind'], effect: 'refused', says }];
  }
  const validated = validateSpec(kind, readMember(value, 'spec') ?? {});
  if (validated.kind === 'valid') return [];
  return validated.faults.map(({ steps, message }) => ({ steps, effect: 'refused', says: message }));
}

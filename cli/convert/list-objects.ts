import { type LineFault, parseYamlDocuments } from '../../shared/kinds/parse-yaml-documents.ts';
import { showValue } from '../../shared/kinds/validate-fault.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { type ObjectPlace, placeFinding, type ReportLine } from './report-line.ts';

/** A file of manifests. `file` is how messages name it. */
export interface Manifest {
  readonly file: string;
  readonly text: string;
}

export interface PlacedObject extends ObjectPlace {
  readonly value: object;
}

export interface ListedObjects {
  readonly objects: readonly PlacedObject[];
  /** What is told of lists, whose objects are taken out of them. */
  readonly report: readonly ReportLine[];
  readonly faults: readonly LineFault[];
}

/** The objects of a file: its documents, and what lists such as those of `kubectl get -o yaml` hold. */
export function listObjects({ file, text }: Manifest): ListedObjects {
  const listed = parseYamlDocuments(text).map((document): ListedObjects => {
    const place = { file, document, above: [] };
    if (document.faults.length > 0) return refuse(document.faults);
    const { value } = document;
    if (!isObject(value)) return refuse([tellNoObject(place, value)]);
    const items = readItems(value);
    return items === undefined
      ? { objects: [{ ...place, value }], report: [], faults: [] }
      : listItems(place, value, items);
  });
  return {
    objects: listed.flatMap(({ objects }) => objects),
    report: listed.flatMap(({ report }) => report),
    faults: listed.flatMap(({ faults }) => faults),
  };
}

function listItems(place: ObjectPlace, list: object, items: readonly unknown[]): ListedObjects {
  const places = items.map((value, index) => ({ ...place, above: ['items', index], value }));
  const says = `a list of ${items.length}; each of its objects is a document of its own now`;
  const others = Object.keys(list).filter((key) => !['apiVersion', 'kind', 'items'].includes(key));
  return {
    objects: places.flatMap(({ value, ...rest }) => (isObject(value) ? [{ ...rest, value }] : [])),
    report: [
      placeFinding(place, { steps: ['kind'], effect: 'note', says }),
      ...others.map((key) =>
        placeFinding(place, {
          steps: [key],
          effect: 'leftOut',
          says: 'it is of the list, not of its objects',
        }),
      ),
    ],
    faults: places.flatMap(({ value, ...rest }) => (isObject(value) ? [] : [tellNoObject(rest, value)])),
  };
}

/** Undefined where the object is no list. */
function readItems(value: object): readonly unknown[] | undefined {
  const [kind, items] = [readMember(value, 'kind'), readMember(value, 'items')];
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : undefined;
}

function refuse(faults: readonly LineFault[]): ListedObjects {
  return { objects: [], report: [], faults };
}

function tellNoObject({ document, above }: ObjectPlace, value: unknown): LineFault {
  const message = `${showValue(value)} is not an object: begin with apiVersion`;
  return { line: document.lineOf(above), message };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

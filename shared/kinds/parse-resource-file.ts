import { type ObjectName, parseResourceDocument, type WrittenResource } from './parse-resource-document.ts';
import { type LineFault, parseYamlDocuments, type YamlDocument } from './parse-yaml-documents.ts';

/** One object of a file. `document` counts the file's documents from 0, `line` from 1. */
export interface FileResource {
  readonly resource: WrittenResource;
  readonly document: number;
  readonly line: number;
}

/** A file is taken whole or not at all. */
export type ParsedFile =
  | { readonly kind: 'parsed'; readonly resources: readonly FileResource[] }
  /** One line `<file>:<line>: …` for each fault, in the order of the lines; the objects that the file is about. */
  | { readonly kind: 'faulty'; readonly message: string; readonly claims: readonly ObjectName[] };

export const maxFileBytes: number = 1024 * 1024;
const maxFaults = 50;

/** Reads the text of a YAML file with any number of documents. `file` is how messages name it. */
export function parseResourceFile(file: string, text: string): ParsedFile {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > maxFileBytes)
    return toFaulty(
      file,
      [{ line: 1, message: `the file has ${sizeBytes} bytes: split it, 1 MiB is the limit` }],
      [],
    );
  if (text.trim() === '')
    return toFaulty(
      file,
      [{ line: 1, message: 'the file is empty: write an object, or delete the file' }],
      [],
    );
  const faults: LineFault[] = [];
  const claims: ObjectName[] = [];
  const resources: FileResource[] = [];
  for (const document of parseYamlDocuments(text)) {
    const parsed = parseResourceDocument(document.value);
    const line = document.lineOf([]);
    faults.push(...document.faults);
    if (parsed.kind === 'parsed') {
      claims.push(parsed.resource);
      faults.push(...checkTwice(parsed.resource, line, resources));
      resources.push({ resource: parsed.resource, document: document.index, line });
    } else {
      if (parsed.claims !== undefined) claims.push(parsed.claims);
      if (document.faults.length === 0)
        faults.push(...parsed.faults.map((fault) => toLineFault(document, fault)));
    }
  }
  return faults.length === 0 ? { kind: 'parsed', resources } : toFaulty(file, faults, claims);
}

/** `PowerTool "oncall/blue-cpu"`, as messages name an object. */
export function showObject({ kind, namespace, name }: ObjectName): string {
  return `${kind} "${namespace}/${name}"`;
}

export function isSameObject(left: ObjectName, right: ObjectName): boolean {
  return left.kind === right.kind && left.namespace === right.namespace && left.name === right.name;
}

function checkTwice(resource: WrittenResource, line: number, earlier: readonly FileResource[]): LineFault[] {
  const first = earlier.find((other) => isSameObject(other.resource, resource));
  if (first === undefined) return [];
  return [
    { line, message: `${showObject(resource)} stands already at line ${first.line}: remove or rename one` },
  ];
}

function toLineFault(
  document: YamlDocument,
  fault: { readonly path: string; readonly steps: readonly (string | number)[]; readonly message: string },
): LineFault {
  const message = fault.path === '' ? fault.message : `${fault.path}: ${fault.message}`;
  return { line: document.lineOf(fault.steps), message };
}

function toFaulty(file: string, faults: readonly LineFault[], claims: readonly ObjectName[]): ParsedFile {
  const sorted = faults.toSorted((left, right) => left.line - right.line);
  const all = [...new Set(sorted.map(({ line, message }) => `${file}:${line}: ${message}`))];
  const lines = all.slice(0, maxFaults);
  if (all.length > maxFaults) lines.push(`${file}: ${all.length - maxFaults} more faults`);
  // Claims keep no spec: what is faulty is not to be read by accident.
  const names = claims.map(({ kind, namespace, name }) => ({ kind, namespace, name }));
  return { kind: 'faulty', message: lines.join('\n'), claims: names };
}

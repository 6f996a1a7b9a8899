import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  visit,
} from 'yaml';
import type { Step } from './validate-fault.ts';

/** A document of a YAML file. `index` counts empty documents too, as an edit of the file needs it. */
export interface YamlDocument {
  readonly index: number;
  readonly value: unknown;
  /** The document as it stands in the file, with the comments before it. */
  readonly source: string;
  readonly faults: readonly LineFault[];
  /** The line, from 1, of the value at a path, or of the nearest thing above it that is there. */
  readonly lineOf: (steps: readonly Step[]) => number;
}

/** What is wrong, at a line of the file from 1. */
export interface LineFault {
  readonly line: number;
  readonly message: string;
}

const maxAliasCount = 50;

/**
 * Reads YAML 1.2 with the core schema only: no tags of its own, no merge keys, no double keys, few aliases. Where a
 * document has faults its value is what could still be read of it. Empty documents are left out.
 */
export function parseYamlDocuments(text: string): readonly YamlDocument[] {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  let end = 0;
  return readDocuments(text, lines).flatMap((document, index) => {
    if ('unreadable' in document) return [toUnreadable(document.unreadable)];
    const syntax = [...document.errors, ...document.warnings].map((error) => ({
      line: lineAt(error.pos[0]),
      message: `${explain(error.message)}: mend the YAML`,
    }));
    const source = text.slice(end, document.range[2]);
    end = document.range[2];
    const read = readValue(document);
    const start = lineAt(findUnresolvedAlias(document) ?? document.contents?.range?.[0] ?? 0);
    const faults = read.fault === undefined ? syntax : [...syntax, { line: start, message: read.fault }];
    if ((read.value ?? null) === null && faults.length === 0) return [];
    const lineOf = (steps: readonly Step[]): number => lineAt(findOffset(document, steps));
    return [{ index, value: read.value, source, faults, lineOf }];
  });
}

type ParsedDocument = Document.Parsed<ParsedNode> | { readonly unreadable: string };

function readDocuments(text: string, lineCounter: LineCounter): readonly ParsedDocument[] {
  const options = {
    lineCounter,
    uniqueKeys: true,
    merge: false,
    schema: 'core',
    prettyErrors: false,
    // What it would warn of is a fault here.
    logLevel: 'error',
  } as const;
  try {
    return [...parseAllDocuments(text, { ...options, stringKeys: true })];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ unreadable: `${explain(why)}: mend the YAML` }];
  }
}

function toUnreadable(message: string): YamlDocument {
  return { index: 0, value: undefined, source: '', faults: [{ line: 1, message }], lineOf: () => 1 };
}

function readValue(document: Document.Parsed<ParsedNode>): {
  readonly value: unknown;
  readonly fault: string | undefined;
} {
  try {
    return { value: document.toJS({ maxAliasCount }) as unknown, fault: undefined };
  } catch (error) {
    if (document.errors.length > 0) return { value: undefined, fault: undefined };
    const why = error instanceof Error ? error.message : String(error);
    return { value: undefined, fault: `${why}: write the values out instead of using aliases` };
  }
}

/** The parser is recursive, and says so when its stack ends. */
function explain(message: string): string {
  const [first = ''] = message.split('\n');
  return first.startsWith('Maximum call stack') ? 'Brackets are nested too deeply' : first;
}

function findUnresolvedAlias(document: Document.Parsed<ParsedNode>): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias: (_key, alias) => {
      if (offset === undefined && alias.resolve(document) === undefined) offset = alias.range?.[0];
    },
  });
  return offset;
}

function findOffset(document: Document.Parsed<ParsedNode>, steps: readonly Step[]): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const step of steps) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) break;
      offset = readOffset(pair.key) ?? offset;
      node = toNode(pair.value);
    } else if (isSeq(node) && typeof step === 'number') {
      node = toNode(node.items[step]);
      offset = node?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

function toNode(value: unknown): Node | undefined {
  return isMap(value) || isSeq(value) || isScalar(value) ? value : undefined;
}

function readOffset(value: unknown): number | undefined {
  return toNode(value)?.range?.[0];
}

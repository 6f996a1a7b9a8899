import { Document, isScalar, parse, Scalar, visit } from 'yaml';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { foldText } from '../output/fold-text.ts';
import { toPrintable } from '../output/printable.ts';
import type { ConvertedPart, OutputDocument } from './converted-part.ts';
import { toSentence } from './render-report.ts';
import { isTrouble, originOf } from './report-line.ts';

const columns = 80;

/** A YAML file of our objects; what was lost of an old one stands in comments before ours. */
export function renderDocuments(parts: readonly ConvertedPart[]): string {
  return parts
    .flatMap((part) => (part.document === undefined ? [] : [renderDocument(part, part.document)]))
    .join('');
}

function renderDocument(part: ConvertedPart, document: OutputDocument): string {
  if (document.kind === 'converted')
    return `---\n${renderComments(part, document.isValid)}${renderObject(document.object)}`;
  const { source } = document;
  // A directive has to stand before the "---" that is written here.
  if (source === undefined || /^%/m.test(source)) return `---\n${renderObject(document.object)}`;
  const text = source.endsWith('\n') ? source : `${source}\n`;
  return /^---(\s|$)/m.test(text) ? text : `---\n${text}`;
}

function renderComments(part: ConvertedPart, isValid: boolean): string {
  const { placed, report } = part;
  const trouble = report.filter(isTrouble);
  const kind = `${String(readMember(placed.value, 'kind'))} of ${String(readMember(placed.value, 'apiVersion'))}`;
  const lines = [
    `${originOf(placed)}, a ${kind}, by toe convert.`,
    ...(trouble.length === 0 ? [] : ['Lost of it, and what to do:']),
    ...trouble.map((line) => `- ${toSentence(line)}`),
    ...(isValid ? [] : ['The object is refused until that is mended.']),
  ];
  return lines
    .flatMap((line) => foldText(toPrintable(line), columns - 2, '  '))
    .map((line) => `# ${line}\n`)
    .join('');
}

/**
 * Lists of plain values stand on one line. Texts are quoted where YAML 1.1, which kubectl reads, or YAML 1.2, which
 * TOE reads, would take them for something else.
 */
function renderObject(object: object): string {
  const document = new Document(object);
  visit(document, {
    Seq: (_key, node) => {
      node.flow = node.items.every(isScalar);
    },
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && !isPlain(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function isPlain(text: string): boolean {
  if (!/^[\w./-]+$/.test(text)) return false;
  return (['1.1', '1.2'] as const).every((version) => parse(text, { version }) === text);
}

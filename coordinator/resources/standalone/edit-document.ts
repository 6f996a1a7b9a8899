import { type Document, isScalar, type ParsedNode, parseAllDocuments } from 'yaml';

/** Sets `spec.stop: true` in a document of a file, counted from 0; comments and the other documents stay. */
export function setStop(text: string, index: number): string {
  const documents = readDocuments(text);
  const document = documents[index];
  if (document === undefined || document.getIn(['spec', 'stop']) === true) return text;
  document.setIn(['spec', 'stop'], true);
  return writeDocuments(documents);
}

/** The file without a document, or undefined where no other one would be left. */
export function removeDocument(text: string, index: number): string | undefined {
  const rest = readDocuments(text).filter((_, position) => position !== index);
  return rest.some(hasContent) ? writeDocuments(rest) : undefined;
}

function readDocuments(text: string): readonly Document.Parsed<ParsedNode>[] {
  return [...parseAllDocuments(text)];
}

function writeDocuments(documents: readonly Document.Parsed<ParsedNode>[]): string {
  return documents
    .map((document, index) => {
      if (index > 0 && document.directives.docStart === null) document.directives.docStart = true;
      return document.toString({ lineWidth: 0, flowCollectionPadding: false });
    })
    .join('');
}

function hasContent({ contents }: Document.Parsed<ParsedNode>): boolean {
  return contents !== null && !(isScalar(contents) && contents.value === null);
}

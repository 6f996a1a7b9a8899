import * as Type from 'typebox';
import { Value } from 'typebox/value';
import { isEncoding, sha256Pattern, toRawName } from '../../shared/domain/artifact.ts';
import { layOutBundle } from '../../shared/domain/bundle-path.ts';

/** A file that a manifest speaks of. */
export interface ExpectedFile {
  /** Below the folder of the capture. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Of the object in the store; empty: it is not there. */
  readonly key: string;
  /** It is not in the store since it stays on its node. */
  readonly isKept: boolean;
  /** The file as the tool left it, where the store has a compressed one: a download makes this of it. */
  readonly raw: { readonly path: string; readonly sizeBytes: number; readonly sha256: string } | undefined;
}

export type ReadManifest =
  | { readonly kind: 'read'; readonly name: string; readonly files: readonly ExpectedFile[] }
  | { readonly kind: 'faulty'; readonly why: string };

const bytes = {
  sizeBytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: sha256Pattern.source }),
};

/** What of a manifest is looked at here; later versions of TOE add fields to it. */
const schema = Type.Object({
  version: Type.Literal(1),
  name: Type.String({ minLength: 1 }),
  nodes: Type.Array(
    Type.Object({
      node: Type.String({ minLength: 1 }),
      attempt: Type.Integer({ minimum: 1 }),
      files: Type.Array(
        Type.Object({
          fileName: Type.String(),
          kept: Type.Optional(Type.Boolean()),
          receipt: Type.Optional(Type.Object({ key: Type.String({ minLength: 1 }) })),
          raw: Type.Optional(Type.Object({ encoding: Type.String(), ...bytes })),
          ...bytes,
        }),
      ),
    }),
  ),
  processed: Type.Array(
    Type.Object({ fileName: Type.String(), key: Type.String({ minLength: 1 }), ...bytes }),
  ),
});

/**
 * The files of a capture by its manifest, in the places that a download gives them; of several attempts on a node the
 * latest counts that has a file of that name. Nothing is believed of what it holds: names that are no safe places are
 * faults of the manifest.
 */
export function readExpectedFiles(text: string): ReadManifest {
  const manifest = parseJson(text);
  if (manifest === undefined) return { kind: 'faulty', why: 'it is no JSON' };
  if (!Value.Check(schema, manifest)) return { kind: 'faulty', why: explain(manifest) };
  const ofNodes = manifest.nodes.flatMap(({ node, attempt, files }) =>
    files.map(({ receipt, kept = false, ...file }) => ({
      ...file,
      node,
      attempt,
      key: receipt?.key ?? '',
      isKept: kept,
    })),
  );
  const processed = manifest.processed.map((file) => ({
    ...file,
    node: '',
    attempt: 0,
    raw: undefined,
    isKept: false,
  }));
  // A download has what arrived, of an earlier attempt as well.
  const arrived = [...ofNodes, ...processed].filter(({ key }) => key !== '');
  const placed = layOutBundle(arrived);
  const lacking = layOutBundle(ofNodes.filter(({ key }) => key === ''));
  const files = new Map([...lacking, ...placed]);
  const count = new Set([...arrived, ...ofNodes].map(({ node, fileName }) => `${node}/${fileName}`)).size;
  if (files.size < count) return { kind: 'faulty', why: 'it names files that have no safe place' };
  return {
    kind: 'read',
    name: manifest.name,
    files: [...files]
      .map(([path, { sizeBytes, sha256, key, isKept, raw }]) => ({
        path,
        sizeBytes,
        sha256,
        key,
        isKept,
        raw: toRaw(path, raw),
      }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

function toRaw(
  path: string,
  raw: { readonly encoding: string; readonly sizeBytes: number; readonly sha256: string } | undefined,
): ExpectedFile['raw'] {
  if (raw === undefined || !isEncoding(raw.encoding)) return undefined;
  const { sizeBytes, sha256 } = raw;
  return { path: toRawName(path, raw.encoding), sizeBytes, sha256 };
}

function explain(manifest: unknown): string {
  const [fault] = Value.Errors(schema, manifest);
  return `it is not of the form of a manifest: "${fault?.instancePath ?? ''}" ${fault?.message ?? 'is wrong'}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

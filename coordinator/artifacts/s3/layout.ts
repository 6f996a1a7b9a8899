import { checkKey, checkPrefix } from '../check-key.ts';

/**
 * What stands where below the prefix of a bucket: objects and documents under their keys, everything of the store's
 * own in folders that begin with a dot, which no key does.
 */
export interface S3Layout {
  /** Objects and documents. */
  object(key: string): string;
  /** Proves an object; its object counts only while it is there. */
  sidecar(key: string): string;
  /** Whose an unfinished upload is; there from its beginning to its receipt. */
  upload(key: string): string;
  /** Bytes of an unfinished upload that are no whole part. */
  tail(key: string): string;
  /** The bytes of part `number` of an upload that can be read before its receipt. */
  piece(key: string, number: number): string;
  /** What the names of all its pieces begin with. */
  pieces(key: string): string;
  readonly epochs: string;
  /** For the probe. */
  readonly probes: string;
  /** Everything at and below a prefix of keys, in one of the areas. */
  under(area: Area, prefix: string): Subtree;
  /** The key that a name in an area belongs to. */
  toKey(area: Area, name: string): string;
}

type Area = 'objects' | 'sidecars' | 'uploads';

interface Subtree {
  /** Ends with a slash, or is empty. */
  readonly folder: string;
  /** What belongs to the key itself. */
  readonly single: readonly string[];
  /** The same, of which there may be many: their names begin so. */
  readonly begun: readonly string[];
}

export function makeS3Layout(prefix: string): S3Layout {
  const root = prefix === '' ? '' : `${prefix}/`;
  const folders: Readonly<Record<Area, string>> = {
    objects: root,
    sidecars: `${root}.sidecars/`,
    uploads: `${root}.uploads/`,
  };
  const at = (area: Area, key: string): string => `${folders[area]}${checkKey(key).join('/')}`;
  const pieces = (key: string): string => `${at('uploads', key)}.piece-`;
  const suffixes: Readonly<Record<Area, readonly string[]>> = {
    objects: [''],
    sidecars: ['.json'],
    uploads: ['.json', '.tail'],
  };
  return {
    object: (key) => at('objects', key),
    sidecar: (key) => `${at('sidecars', key)}.json`,
    upload: (key) => `${at('uploads', key)}.json`,
    tail: (key) => `${at('uploads', key)}.tail`,
    piece: (key, number) => `${pieces(key)}${String(number).padStart(5, '0')}`,
    pieces,
    epochs: `${root}.epochs/`,
    probes: `${root}.probes/`,
    under: (area, below) => {
      const key = checkPrefix(below).join('/');
      if (key === '') return { folder: folders[area], single: [], begun: [] };
      return {
        folder: `${folders[area]}${key}/`,
        single: suffixes[area].map((suffix) => `${folders[area]}${key}${suffix}`),
        begun: area === 'uploads' ? [pieces(key)] : [],
      };
    },
    toKey: (area, name) =>
      name
        .slice(folders[area].length)
        .replace(area === 'objects' ? /$^/ : /\.(?:json|tail|piece-[0-9]{5})$/, ''),
  };
}

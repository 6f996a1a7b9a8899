import type { ArtifactStore } from './artifact-store.ts';

export const storeOperations = [
  'write_document',
  'read_document',
  'open_upload',
  'finish_upload',
  'put_file',
  'list',
  'remove',
] as const;
export type StoreOperation = (typeof storeOperations)[number];

/** The same store, but how long each operation took is told, however it ended. Streams are not operations. */
export function measureStore(
  store: ArtifactStore,
  observe: (operation: StoreOperation, seconds: number) => void,
): ArtifactStore {
  const timed = async <T>(operation: StoreOperation, work: () => Promise<T>): Promise<T> => {
    const startMs = performance.now();
    try {
      return await work();
    } finally {
      observe(operation, (performance.now() - startMs) / 1_000);
    }
  };
  return {
    createDocument: (key, bytes) => timed('write_document', () => store.createDocument(key, bytes)),
    putDocument: (key, bytes) => timed('write_document', () => store.putDocument(key, bytes)),
    readDocument: (key) => timed('read_document', () => store.readDocument(key)),
    openUpload: (key, meta, ability) => timed('open_upload', () => store.openUpload(key, meta, ability)),
    signParts: (key, owner, parts) => store.signParts(key, owner, parts),
    openWriter: (key, owner, onDurable) => store.openWriter(key, owner, onDurable),
    finishUpload: (key, owner, sizeBytes, sha256, partDigests) =>
      timed('finish_upload', () => store.finishUpload(key, owner, sizeBytes, sha256, partDigests)),
    readUploadStatus: (key, owner) => store.readUploadStatus(key, owner),
    listUnfinished: (prefix) => timed('list', () => store.listUnfinished(prefix)),
    openUnfinished: (key, offset) => store.openUnfinished(key, offset),
    dropUpload: (key) => timed('remove', () => store.dropUpload(key)),
    list: (prefix) => timed('list', () => store.list(prefix)),
    listNames: (prefix) => timed('list', () => store.listNames(prefix)),
    open: (key, offset, limit) => store.open(key, offset, limit),
    toLocalFile: (key) => store.toLocalFile(key),
    putFile: (key, path, meta) => timed('put_file', () => store.putFile(key, path, meta)),
    removeAll: (prefix) => timed('remove', () => store.removeAll(prefix)),
    freeBytes: () => store.freeBytes(),
  };
}

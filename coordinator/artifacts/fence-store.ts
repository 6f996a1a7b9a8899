import type { Fence } from '../leadership/fence.ts';
import type { ArtifactStore } from './artifact-store.ts';

/**
 * The same store, but what others rely on is written only while the fence lets it: documents, finished objects and
 * removals. Bytes of an unfinished upload harm nobody, since its digest is proven before it is finished.
 */
export function fenceStore(store: ArtifactStore, fence: Fence): ArtifactStore {
  return {
    createDocument: async (key, bytes) => {
      fence('write a document');
      return store.createDocument(key, bytes);
    },
    putDocument: async (key, bytes) => {
      fence('write a document');
      return store.putDocument(key, bytes);
    },
    readDocument: (key) => store.readDocument(key),
    openUpload: async (key, meta, ability) => {
      fence('open an upload');
      return store.openUpload(key, meta, ability);
    },
    signParts: async (key, owner, parts) => {
      fence('let parts be stored');
      return store.signParts(key, owner, parts);
    },
    openWriter: async (key, owner, onDurable) => {
      fence('go on with an upload');
      return store.openWriter(key, owner, onDurable);
    },
    finishUpload: async (key, owner, sizeBytes, sha256, partDigests) => {
      fence('finish an upload');
      return store.finishUpload(key, owner, sizeBytes, sha256, partDigests);
    },
    readUploadStatus: (key, owner) => store.readUploadStatus(key, owner),
    listUnfinished: (prefix) => store.listUnfinished(prefix),
    openUnfinished: (key, offset) => store.openUnfinished(key, offset),
    dropUpload: async (key) => {
      fence('give up an upload');
      return store.dropUpload(key);
    },
    list: (prefix) => store.list(prefix),
    listNames: (prefix) => store.listNames(prefix),
    open: (key, offset, limit) => store.open(key, offset, limit),
    toLocalFile: (key) => store.toLocalFile(key),
    putFile: async (key, path, meta) => {
      fence('store a file');
      return store.putFile(key, path, meta);
    },
    removeAll: async (prefix) => {
      fence('remove a run');
      return store.removeAll(prefix);
    },
    freeBytes: () => store.freeBytes(),
  };
}

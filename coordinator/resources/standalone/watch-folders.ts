import { type FSWatcher, watch } from 'node:fs';

/** Tells that something may have changed in any of some folders. It may miss changes: poll as well. */
export interface FolderWatch extends Disposable {
  /** The folders to watch from now on. */
  follow(folders: readonly string[]): void;
}

export function watchFolders(onEvent: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const add = (folder: string): void => {
    try {
      const watcher = watch(folder, { persistent: false }, onEvent);
      watcher.on('error', () => drop(folder));
      watchers.set(folder, watcher);
    } catch {
      // Out of inotify watches, or the folder is gone again: polling still finds what changes.
    }
  };
  return {
    follow: (folders) => {
      const wanted = new Set(folders);
      for (const folder of [...watchers.keys()].filter((known) => !wanted.has(known))) drop(folder);
      for (const folder of wanted) if (!watchers.has(folder)) add(folder);
    },
    [Symbol.dispose]: () => {
      for (const folder of watchers.keys()) drop(folder);
    },
  };
}

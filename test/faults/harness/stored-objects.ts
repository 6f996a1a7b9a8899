import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Manifest } from '../../../coordinator/reconcile/manifest.ts';
import { expectManifest } from './expect-manifest.ts';
import { sumFile } from './stored-files.ts';

export async function readManifest(storeDirectory: string, runUid: string): Promise<Manifest> {
  const text = await readFile(join(storeDirectory, `runs/${runUid}/manifest.json`), 'utf8');
  const manifest: unknown = JSON.parse(text);
  expectManifest(manifest);
  return manifest as Manifest;
}

/**
 * Every artifact of the manifest is one object with one receipt and the digest that `sha256sum` finds, what was compressed that of both forms; nothing else is
 * stored for its nodes, and no upload of the run is left unfinished.
 */
export async function expectOneObjectEach(storeDirectory: string, manifest: Manifest): Promise<void> {
  const run = `runs/${manifest.runUid}`;
  for (const { node, attempt, outcome, files } of manifest.nodes) {
    expect(files.map((file) => file.artifactId)).toEqual(
      outcome?.artifacts.map((each) => each.artifactId) ?? [],
    );
    for (const file of files) {
      const key = `${run}/${node}/${attempt}/${file.artifactId}`;
      expect(file.receipt).toMatchObject({ key, sha256: file.sha256, sizeBytes: file.sizeBytes });
      expect(await sumFile(join(storeDirectory, key))).toBe(file.sha256);
      if (file.raw !== undefined) {
        expect(file.raw.encoding).toBe('zstd');
        const raw = zstdDecompressSync(await readFile(join(storeDirectory, key)));
        expect(createHash('sha256').update(raw).digest('hex')).toBe(file.raw.sha256);
        expect(raw).toHaveLength(file.raw.sizeBytes);
      }
    }
    const expected = files.map((file) => file.artifactId).toSorted();
    const stored = await listFiles(join(storeDirectory, run, node, String(attempt)));
    expect(stored.filter((each) => each !== 'outcome.json').toSorted()).toEqual(expected);
    const receipts = await listFiles(join(storeDirectory, '.sidecars', run, node, String(attempt)));
    expect(receipts.toSorted()).toEqual(expected.map((artifactId) => `${artifactId}.json`));
  }
  expect(await listFiles(join(storeDirectory, '.uploads', run))).toEqual([]);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

import { createHash } from 'node:crypto';
import { chmod, chown, copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pinBinary } from './pin-binary.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-pin-'));
  path = join(directory, 'sleep');
  await copyFile('/bin/sleep', path);
  await chmod(path, 0o755);
});

afterEach(() => rm(directory, { recursive: true }));

async function digestOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

test('pins an executable through a link, with the digest of what was opened', async () => {
  const link = join(directory, 'link');
  await symlink(path, link);
  const sha256 = await digestOf(path);
  const pinned = await pinBinary({ path: link, sha256: ['0'.repeat(64), sha256] });
  if (pinned.kind === 'refused') throw new Error(pinned.message);
  expect(pinned.binary).toMatchObject({ path: link, realPath: path, sha256 });
  await rm(path);
  await writeFile(path, 'something else');
  expect(await digestOf(`/proc/self/fd/${pinned.binary.fd.fd}`)).toBe(sha256);
  await pinned.binary.close();
});

test('sees a change of the file although digests are remembered', async () => {
  const first = await pinBinary({ path, sha256: [] });
  await copyFile('/bin/true', path);
  const second = await pinBinary({ path, sha256: [] });
  if (first.kind === 'refused' || second.kind === 'refused') throw new Error('Both can be pinned');
  expect(first.binary.sha256).toBe(await digestOf('/bin/sleep'));
  expect(second.binary.sha256).toBe(await digestOf('/bin/true'));
  await first.binary.close();
  await second.binary.close();
});

test('refuses a digest that is not allowed, and names it', async () => {
  const sha256 = await digestOf(path);
  const refused = await pinBinary({ path, sha256: ['0'.repeat(64)] });
  expect(refused).toMatchObject({ kind: 'refused', reason: 'BinaryNotAllowed', sha256 });
});

test.each<[string, () => Promise<unknown>, string]>([
  ['does not exist', () => rm(path), 'ENOENT'],
  ['others can write', () => chmod(path, 0o757), 'others than root'],
  ['its group can write', () => chmod(path, 0o775), 'others than root'],
  ['belongs to a user', () => chown(path, 1_000, 0), 'others than root'],
  ['cannot be executed', () => chmod(path, 0o644), 'not executable'],
  ['is a script', () => writeFile(path, '#!/bin/sh\nexec id\n'), 'is a script'],
  ['is a shell script without saying so', () => writeFile(path, 'id\n'), 'no ELF executable'],
  ['is empty', () => writeFile(path, ''), 'no ELF executable'],
])('refuses a file that %s', async (_, change, why) => {
  await change();
  const refused = await pinBinary({ path, sha256: [] });
  expect(refused).toMatchObject({ kind: 'refused', reason: 'BinaryNotFound' });
  expect(refused.kind === 'refused' && refused.message).toContain(why);
});

test('refuses a directory, a device and a relative path', async () => {
  for (const each of [directory, '/dev/null', 'sleep'])
    expect(await pinBinary({ path: each, sha256: [] })).toMatchObject({ reason: 'BinaryNotFound' });
});

test("names the real place of perf where the path is the distribution's wrapper", async () => {
  const wrapper = join(directory, 'perf');
  await writeFile(wrapper, '#!/bin/bash\nexec perf\n', { mode: 0o755 });
  const refused = await pinBinary({ path: wrapper, sha256: [] });
  expect(refused.kind === 'refused' && refused.message).toMatch(/\/usr\/lib\/linux-tools\/.+\/perf"/);
});

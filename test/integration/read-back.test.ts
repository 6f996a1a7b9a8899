import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startToe } from '../builders/toe-process.ts';
import { Fleet } from '../faults/harness/fleet.ts';
import { makeSnapshotSpec } from '../faults/harness/specs.ts';
import { toStorePath } from '../faults/harness/stored-files.ts';
import { readManifest } from '../faults/harness/stored-objects.ts';

// One capture of two nodes, read back in every way; each test has a folder of its own.
let fleet: Fleet;
let uid: string;
let node: string;
let count = 0;

beforeAll(async () => {
  fleet = await Fleet.start({ nodes: [{ name: 'one' }, { name: 'two' }] });
  node = fleet.node('one').name;
  await fleet.captures.create('kept', makeSnapshotSpec({ nodes: [node, fleet.node('two').name] }));
  ({ uid } = await fleet.captures.waitForPhase('kept', ['Succeeded'], 30_000));
});
afterAll(() => fleet[Symbol.asyncDispose]());

interface Ended {
  readonly exitCode: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

async function toe(...args: readonly string[]): Promise<Ended> {
  const [, address = ''] = [...fleet.coordinator.ready].find(([key]) => key === 'apiAddress') ?? [];
  const { certificatePath, keyPath } = fleet.userFiles;
  const connection = ['--server', address, '--ca', fleet.authorityPath, '--cert', certificatePath];
  await using run = startToe([...args, ...connection, '--key', keyPath], { HOME: fleet.directory });
  return { exitCode: await run.ended, stdout: run.stdout(), stderr: run.stderr() };
}

/** A downloaded capture: its folder. */
async function download(): Promise<string> {
  count += 1;
  const parent = join(fleet.directory, `out-${count}`);
  expect((await toe('download', 'kept', '-o', parent)).exitCode).toBe(0);
  return join(parent, 'kept');
}

async function flipByte(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 10);
  await file.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, 10);
  await file.close();
}

describe('a folder that a download made', () => {
  test('explains itself and is found whole, without any server', async () => {
    const folder = await download();
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest).toEqual(await readManifest(fleet.storeDirectory, uid));
    await using run = startToe(['verify', folder], { HOME: fleet.directory });
    expect([await run.ended, run.stderr()]).toEqual([0, '2 files are as the manifest says\n']);
    expect(run.stdout()).toMatch(/^ok {7}one-\S+\/node-snapshot\.ndjson {2}[\d.]+ \w+\nok {7}two-/);
  });

  test.each([
    ['a bit is another one', flipByte, /^DAMAGED {2}\S+snapshot\.ndjson: its SHA-256 is "/m, 'damaged'],
    [
      'the end is cut off',
      (path: string) => truncate(path, 20),
      /^DAMAGED .*: it has 20 bytes, not /m,
      'damaged',
    ],
    ['a file is gone', (path: string) => rm(path), /^MISSING .*: it is not in the folder$/m, 'missing'],
  ])('is told where %s', async (_what, spoil, line, word) => {
    const folder = await download();
    await spoil(join(folder, node, 'node-snapshot.ndjson'));
    const { exitCode, stdout, stderr } = await toe('verify', folder);
    expect(stdout).toMatch(line);
    expect(stderr).toContain(
      `Cannot verify folder "${folder}": 1 of 2 files is ${word}\nNext: toe download kept`,
    );
    expect(exitCode).toBe(1);
  });

  test('may hold files of somebody else, which are named', async () => {
    const folder = await download();
    await writeFile(join(folder, 'notes.txt'), 'x');
    const { exitCode, stderr } = await toe('verify', folder);
    expect([exitCode, stderr]).toEqual([
      0,
      '"notes.txt" is no file of the manifest\n2 files are as the manifest says\n',
    ]);
  });

  test.each([
    ['no JSON', '{', 'it is no JSON'],
    ['another form', '{"version":2}', 'it is not of the form of a manifest'],
    ['a path out of the folder', undefined, 'it names files that have no safe place'],
  ])('with a manifest of %s cannot be verified', async (_what, text, why) => {
    const folder = await download();
    const path = join(folder, 'manifest.json');
    const evil = (await readFile(path, 'utf8')).replaceAll('"node-snapshot.ndjson"', '"../../../etc/passwd"');
    await writeFile(path, text ?? evil);
    const { exitCode, stderr } = await toe('verify', folder);
    expect(stderr).toContain(`Cannot verify folder "${folder}": its manifest cannot be used: ${why}`);
    expect(exitCode).toBe(1);
  });

  test('that is none is a fault of usage', async () => {
    const { exitCode, stderr } = await toe('verify', './nowhere');
    expect(stderr).toContain('name a folder that "toe download" made, or a capture');
    expect(exitCode).toBe(2);
  });
});

describe('an archive of a capture', () => {
  const listed = (archive: string): readonly string[] =>
    execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).trim().split('\n').toSorted();

  test('is one that tar unpacks to what a download makes', async () => {
    const folder = await download();
    const archive = join(fleet.directory, 'kept.tar');
    const { exitCode, stdout } = await toe('download', 'kept', '--archive', archive);
    expect([exitCode, stdout]).toEqual([0, `${archive}\n`]);
    const two = fleet.node('two').name;
    expect(listed(archive)).toEqual(
      [
        'kept/manifest.json',
        `kept/${node}/node-snapshot.ndjson`,
        `kept/${two}/node-snapshot.ndjson`,
      ].toSorted(),
    );
    const unpacked = join(fleet.directory, 'unpacked');
    mkdirSync(unpacked);
    execFileSync('tar', ['-xf', archive, '-C', unpacked]);
    for (const path of ['manifest.json', `${node}/node-snapshot.ndjson`])
      expect(await readFile(join(unpacked, 'kept', path))).toEqual(await readFile(join(folder, path)));
    expect((await toe('verify', join(unpacked, 'kept'))).exitCode).toBe(0);
  });

  test('of nothing is an error and leaves no file', async () => {
    const archive = join(fleet.directory, 'none.tar');
    const { exitCode, stderr } = await toe('download', 'unknown', '--archive', archive);
    expect(stderr).toContain('Cannot find capture "unknown"');
    expect(exitCode).toBe(1);
    expect(existsSync(archive) || existsSync(`${archive}.part`)).toBe(false);
  });
});

describe('a store', () => {
  test('is read wholly and found as the manifest says', async () => {
    const { exitCode, stdout, stderr } = await toe('verify', 'kept');
    expect([exitCode, stderr]).toEqual([0, '2 files are as the manifest says\n']);
    expect(stdout.match(/^ok /gm)).toHaveLength(2);
  });

  test('in which a bit is another one is found out, and its bytes are nowhere given a name', async () => {
    const manifest = await readManifest(fleet.storeDirectory, uid);
    const { receipt } = manifest.nodes.find((each) => each.node === node)?.files[0] ?? {};
    const path = toStorePath(fleet, receipt?.key ?? '');
    await flipByte(path);
    try {
      const verified = await toe('verify', 'kept');
      expect(verified.stdout).toMatch(
        /^DAMAGED .*: its bytes in the store are not those that were verified$/m,
      );
      expect([verified.exitCode, verified.stderr]).toEqual([
        1,
        expect.stringContaining('Cannot verify capture "kept" in the store: 1 of 2 files is damaged'),
      ]);
      const parent = join(fleet.directory, 'damaged');
      const downloaded = await toe('download', 'kept', '-o', parent);
      expect(downloaded.exitCode).toBe(3);
      expect(downloaded.stderr).toContain('the store is damaged');
      expect(await readdir(join(parent, 'kept', node))).toEqual([]);
      const archived = await toe('download', 'kept', '--archive', join(parent, 'kept.tar'));
      expect([archived.exitCode, archived.stderr]).toEqual([
        1,
        expect.stringContaining('the store is damaged'),
      ]);
      expect(await readdir(parent)).toEqual(['kept']);
    } finally {
      await flipByte(path);
    }
  });

  test('has no manifest of a capture that does not exist', async () => {
    const { exitCode, stderr } = await toe('verify', 'unknown');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('it has no manifest')]);
  });
});

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parseCommandId } from '../../shared/domain/command-id.ts';
import type { JsonObject } from '../../shared/rpc/struct.ts';
import { startToe } from '../builders/toe-process.ts';
import type { Fleet, FleetNode } from './harness/fleet.ts';
import { expectInvariants } from './harness/invariants.ts';
import { startLoad } from './harness/load.ts';
import { makePerfSpec, makeVmstatSpec } from './harness/specs.ts';
import { startFleet } from './harness/start-fleet.ts';
import { sumFile, toStorePath } from './harness/stored-files.ts';
import { readManifest } from './harness/stored-objects.ts';
import { waitUntil } from './harness/wait-until.ts';

vi.setConfig({ testTimeout: 240_000 });

const keep = (spec: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...spec,
  output: { mode: 'node', ...more },
});

interface Ended {
  readonly exitCode: number | string;
  readonly stderr: string;
}

async function toe(fleet: Fleet, ...args: readonly string[]): Promise<Ended> {
  const { authorityPath, userFiles, coordinator, directory } = fleet;
  const server = coordinator.ready.get('apiAddress') ?? '';
  const trust = ['--ca', authorityPath, '--cert', userFiles.certificatePath, '--key', userFiles.keyPath];
  await using run = startToe([...args, '--server', server, ...trust], { HOME: directory });
  return { exitCode: await run.ended, stderr: run.stderr() };
}

/** The sealed files of a node's only command, by name. */
async function listSpool({ spool }: FleetNode): Promise<ReadonlyMap<string, string>> {
  const commands = (await readdir(spool)).filter((name) => parseCommandId(name) !== undefined);
  const found = await Promise.all(
    ['run', 'sealed'].flatMap((folder) =>
      commands.map(async (command) => {
        const directory = join(spool, command, folder);
        const names = await readdir(directory).catch(() => []);
        return names.map((name) => [name, join(directory, name)] as const);
      }),
    ),
  );
  return new Map(found.flat());
}

async function untilEmpty(fleet: Fleet, node: string, timeoutMs: number): Promise<void> {
  await waitUntil(async () => ((await listSpool(fleet.node(node))).size === 0 ? true : undefined), {
    timeoutMs,
    what: `an empty spool of "${node}"`,
    explain: () => fleet.readTails(),
  });
}

/** What the store has of the files of nodes. */
async function listStored(fleet: Fleet, uid: string): Promise<readonly string[]> {
  const entries = await readdir(toStorePath(fleet, `runs/${uid}`), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.json')).map(({ name }) => name);
}

test('files stay on their nodes through kills of everybody, and a download brings them, bytes equal', async () => {
  await using _load = await startLoad();
  await using fleet = await startFleet({ nodes: [{ name: 'one' }, { name: 'two' }] });
  const [one, two] = [fleet.node('one'), fleet.node('two')];
  await fleet.captures.create('kept', keep(makePerfSpec({ nodes: [one.name, two.name] })));
  const { uid, status, nodes } = await fleet.captures.waitForPhase('kept', ['Succeeded'], 40_000);
  expect(status.nodes).toMatchObject({ captured: 2, verified: 2, failed: 0 });
  const conditionOf = (seen: typeof status, type: string) =>
    seen.conditions.find((each) => each.type === type);
  expect(conditionOf(status, 'Verified')).toMatchObject({ status: 'True', reason: 'KeptOnNode' });
  expect(conditionOf(status, 'KeptOnNodes')).toMatchObject({ status: 'True', reason: 'KeptOnNode' });
  expect(conditionOf(status, 'Processed')).toMatchObject({ status: 'False', reason: 'KeptOnNode' });
  expect(nodes.map(({ state, reason }) => [state, reason])).toEqual([
    ['verified', 'KeptOnNode'],
    ['verified', 'KeptOnNode'],
  ]);
  expect(status.artifacts.map(({ key, reason }) => [key, reason])).toEqual(
    Array.from({ length: 6 }, () => ['', 'KeptOnNode']),
  );
  expect(status.bytes.stored).toBe(0);
  expect(status.bytes.kept).toBeGreaterThan(0);
  expect(await listStored(fleet, uid)).toEqual([]);
  const before = await readManifest(fleet.storeDirectory, uid);
  const files = before.nodes.flatMap(({ node, files: own }) => own.map((file) => ({ ...file, node })));
  expect(files.map(({ kept, receipt }) => [kept, receipt])).toEqual(
    Array.from({ length: 6 }, () => [true, undefined]),
  );

  for (const { agent } of [one, two]) {
    await agent.kill('SIGKILL');
    await agent.restart({});
  }
  await fleet.coordinator.kill('SIGKILL');
  await fleet.restartCoordinator();
  const sums = new Map<string, string>();
  for (const node of [one, two])
    for (const [name, path] of await listSpool(node)) sums.set(`${node.name}/${name}`, await sumFile(path));
  for (const { node, fileName, artifactId, sha256, raw } of files) {
    const name = raw === undefined ? fileName : `${artifactId}.zst`;
    expect([fileName, sums.get(`${node}/${name}`)]).toEqual([fileName, sha256]);
  }
  expect(await listStored(fleet, uid)).toEqual([]);

  const parent = join(fleet.directory, 'out');
  const downloaded = await toe(fleet, 'download', 'kept', '--stored', '-o', parent);
  expect(downloaded).toMatchObject({ exitCode: 0 });
  expect(downloaded.stderr).toMatch(/^Fetching 6 files, .*, from 2 nodes$/m);
  for (const { node, fileName, sha256 } of files)
    expect(await sumFile(join(parent, 'kept', node, fileName))).toBe(sha256);
  // Reports are made of what came, and the download has them.
  expect(existsSync(join(parent, 'kept', 'flamegraph.html'))).toBe(true);
  const manifest = await expectInvariants(fleet, 'kept');
  expect(manifest.nodes.map(({ state, reason }) => [state, reason])).toEqual([
    ['verified', ''],
    ['verified', ''],
  ]);
  const after = (await fleet.captures.get('kept')).status;
  expect(after.completedAt).toBe(status.completedAt);
  expect(conditionOf(after, 'Verified')).toMatchObject({ reason: 'Verified', message: '2 of 2 nodes' });
  expect(conditionOf(after, 'KeptOnNodes')).toMatchObject({ status: 'False', reason: 'Fetched' });
  expect(conditionOf(after, 'Processed')).toMatchObject({ status: 'True', reason: 'Processed' });
  expect(after.reports.map(({ kind }) => kind)).toContain('flamegraph');
  expect(after.artifacts.every(({ key }) => key.startsWith(`runs/${uid}/`))).toBe(true);
  expect(after.bytes).toMatchObject({ stored: status.bytes.kept, kept: 0 });
});

test('files of a node that is away come when it is back; those of the others come at once', async () => {
  await using fleet = await startFleet({ nodes: [{ name: 'one' }, { name: 'two' }] });
  const [one, two] = [fleet.node('one'), fleet.node('two')];
  await fleet.captures.create('half', keep(makeVmstatSpec({ nodes: [one.name, two.name] })));
  const { uid } = await fleet.captures.waitForPhase('half', ['Succeeded'], 40_000);
  // What vmstat prints is not sent while it runs either.
  expect(existsSync(toStorePath(fleet, `.uploads/runs/${uid}`))).toBe(false);
  await two.agent.kill('SIGKILL');
  const parent = join(fleet.directory, 'out');
  const first = await toe(fleet, 'download', 'half', '-o', parent);
  expect(first.exitCode).toBe(3);
  expect(first.stderr).toMatch(
    new RegExp(`Cannot fetch "report.txt.*of node "${two.name}": its agent is not connected: the files come`),
  );
  expect(await readdir(join(parent, 'half'))).toEqual(['manifest.json', one.name].toSorted());
  await untilEmpty(fleet, 'one', 10_000);
  const { status } = await fleet.captures.get('half');
  expect(status.conditions.find(({ type }) => type === 'KeptOnNodes')).toMatchObject({ status: 'True' });

  // Nobody asks again: the order is in the store.
  await fleet.coordinator.kill('SIGKILL');
  await fleet.restartCoordinator();
  await two.agent.restart({});
  await untilEmpty(fleet, 'two', 30_000);
  const second = await toe(fleet, 'download', 'half', '-o', parent);
  expect(second.exitCode).toBe(0);
  const manifest = await expectInvariants(fleet, 'half');
  expect((await listStored(fleet, uid)).length).toBe(manifest.nodes.flatMap(({ files }) => files).length);
  expect(await readFile(join(parent, 'half', two.name, 'report.txt'), 'utf8')).toContain('procs');
});

test('a spool that kept files fill takes no capture, names them, and takes one when they were fetched', async () => {
  await using fleet = await startFleet({
    nodes: [{ name: 'one', environment: { TOE_SPOOL_LIMIT: '1' } }],
  });
  const { name } = fleet.node('one');
  await fleet.captures.create('first', keep(makeVmstatSpec({ nodes: [name] })));
  await fleet.captures.waitForPhase('first', ['Succeeded'], 30_000);
  await fleet.captures.create('second', makeVmstatSpec({ nodes: [name] }));
  const { status } = await fleet.captures.waitForPhase('second', ['Failed'], 30_000);
  expect(status.failures).toMatchObject([
    {
      reason: 'SpoolFull',
      message: expect.stringContaining(
        'are files that stay here by output.mode node, of "default/first": fetch them (toe fetch)',
      ) as string,
    },
  ]);
  expect(await toe(fleet, 'fetch', 'first')).toMatchObject({ exitCode: 0 });
  await untilEmpty(fleet, 'one', 10_000);
  await fleet.captures.create('third', makeVmstatSpec({ nodes: [name] }));
  await fleet.captures.waitForPhase('third', ['Succeeded'], 30_000);
  await expectInvariants(fleet, 'third');
});

test('kept files go when their retention has passed, and with their object; a node that was away frees them later', async () => {
  await using fleet = await startFleet({ nodes: [{ name: 'one' }, { name: 'two' }] });
  const [one, two] = [fleet.node('one'), fleet.node('two')];
  const spec = makeVmstatSpec({ nodes: [one.name, two.name] });
  await fleet.captures.create('deleted', keep(spec, { deletionPolicy: 'Delete' }));
  await fleet.captures.waitForPhase('deleted', ['Succeeded'], 30_000);
  await two.agent.kill('SIGKILL');
  await fleet.client.delete({ namespace: 'default', name: 'deleted' });
  await untilEmpty(fleet, 'one', 15_000);
  expect((await listSpool(two)).size).toBeGreaterThan(0);
  await two.agent.restart({});
  await untilEmpty(fleet, 'two', 15_000);

  await fleet.captures.create('aged', keep(spec, { retention: '1m' }));
  await fleet.captures.waitForPhase('aged', ['Succeeded'], 30_000);
  expect((await listSpool(one)).size).toBeGreaterThan(0);
  await untilEmpty(fleet, 'one', 130_000);
  await untilEmpty(fleet, 'two', 5_000);
  await waitUntil(
    async () =>
      (await fleet.captures.get('aged')).status.conditions.some(({ type }) => type === 'ArtifactsExpired') ||
      undefined,
    { timeoutMs: 5_000, what: 'the condition', explain: () => fleet.readTails() },
  );
  const { status } = await fleet.captures.get('aged');
  expect(status).toMatchObject({ phase: 'Succeeded', artifacts: [] });
  expect(status.conditions.find(({ type }) => type === 'KeptOnNodes')?.status).toBe('False');
  const downloaded = await toe(fleet, 'download', 'aged', '-o', fleet.directory);
  expect(downloaded.exitCode).toBe(1);
  expect(downloaded.stderr).toContain('its files have expired: The files were removed when output.retention');
  const fetched = await toe(fleet, 'fetch', 'aged');
  expect(fetched.exitCode).toBe(1);
  expect(fetched.stderr).toContain('they have expired: The files were removed when output.retention');
});

test('nothing is fetched of a capture that has not ended, and of one whose files are in the store there is nothing to', async () => {
  await using fleet = await startFleet({ nodes: [{ name: 'one' }] });
  const { name } = fleet.node('one');
  await fleet.captures.create('stored', makeVmstatSpec({ nodes: [name] }));
  const early = await toe(fleet, 'fetch', 'stored');
  expect(early.exitCode).toBe(1);
  expect(early.stderr).toContain('Cannot fetch the files of capture "stored": it has not ended');
  await fleet.captures.waitForPhase('stored', ['Succeeded'], 30_000);
  const late = await toe(fleet, 'fetch', 'stored');
  expect(late).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('Capture "stored" keeps no files on its nodes') as string,
  });
});

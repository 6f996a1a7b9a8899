import { execFileSync } from 'node:child_process';
import { appendFile, chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { apiVersion } from '../../shared/kinds/kinds.ts';
import { Fleet } from '../faults/harness/fleet.ts';
import { expectInvariants } from '../faults/harness/invariants.ts';
import { loadFunction, startLoad } from '../faults/harness/load.ts';
import { makePerfSpec, makeSnapshotSpec } from '../faults/harness/specs.ts';
import { sumFile, toStorePath } from '../faults/harness/stored-files.ts';

// Ten seconds each on an idle machine.
vi.setConfig({ testTimeout: 60_000 });

const perfPath = '/usr/bin/perf';

/** The perf config of an administrator who allows this digest and no other. */
function makePerfConfig(sha256: string): string {
  const spec = defaultConfigs.get('perf');
  if (spec === undefined) throw new Error('Cannot find the default config of perf');
  return stringify({
    apiVersion,
    kind: 'PowerToolConfig',
    metadata: { name: 'perf', namespace: 'toe-system' },
    spec: { ...spec, binary: { ...spec.binary, sha256: [sha256] } },
  });
}

describe('a coordinator and its agents', () => {
  let fleet: Fleet;
  let toolDirectory: string;

  beforeAll(async () => {
    toolDirectory = await mkdtemp(join(tmpdir(), 'toe-other-perf-'));
    const other = join(toolDirectory, 'perf');
    await copyFile(perfPath, other);
    await chmod(other, 0o755);
    await appendFile(other, '\0');
    fleet = await Fleet.start({
      nodes: [
        { name: 'one' },
        { name: 'two' },
        { name: 'odd', environment: { TOE_TOOL_PATHS: `perf=${other}` } },
      ],
      resources: { 'perf.yaml': makePerfConfig(await sumFile(perfPath)) },
    });
  });
  beforeEach(() => {
    onTestFailed(() => void process.stderr.write(`${fleet.readTails()}\n`));
  });
  afterAll(async () => {
    await fleet[Symbol.asyncDispose]();
    await rm(toolDirectory, { recursive: true, force: true });
  });
  const nameOf = (node: string): string => fleet.node(node).name;

  test('start a capture on two nodes at one instant and prove its files and its flame graph', async () => {
    await using _load = await startLoad();
    await fleet.captures.create('both', makePerfSpec({ nodes: [nameOf('one'), nameOf('two')] }));
    const { status } = await fleet.captures.waitForPhase('both', ['Succeeded'], 30_000);
    expect(status.nodes).toMatchObject({ selected: 2, captured: 2, verified: 2, failed: 0, refused: 0 });

    const manifest = await expectInvariants(fleet, 'both');
    expect(manifest.nodes.map(({ node }) => node).toSorted()).toEqual([nameOf('one'), nameOf('two')]);
    for (const { files, outcome } of manifest.nodes) {
      expect(files.map(({ fileName, complete }) => [fileName, complete])).toEqual([
        ['perf.data.zst', true],
        ['perf-script.txt.zst', true],
        ['node-snapshot.ndjson.zst', true],
      ]);
      expect(outcome?.tool?.sha256).toBe(await sumFile(perfPath));
    }

    // Both agents read one monotonic clock here, so their own words show how far apart they started.
    const [first = 0, second = 0] = manifest.nodes.map(({ outcome }) => outcome?.startedMonotonicUs ?? 0);
    expect(Math.min(first, second)).toBeGreaterThan(0);
    expect(Math.abs(first - second)).toBeLessThan(1_000_000);
    expect(Date.parse(status.start?.plannedAt ?? '')).toBe(
      Math.floor((manifest.startsAtUnixUs[0] ?? 0) / 1_000),
    );
    const { skewP50Ms = -1, skewMaxMs = -1, clockUncertaintyMs = -1 } = status.start ?? {};
    expect(skewP50Ms).toBeGreaterThanOrEqual(0);
    expect(skewMaxMs).toBeGreaterThanOrEqual(skewP50Ms);
    expect(skewMaxMs).toBeLessThan(1_000);
    expect(clockUncertaintyMs).toBeGreaterThan(0);
    expect(clockUncertaintyMs).toBeLessThan(100);

    const report = status.reports.find(({ kind }) => kind === 'flamegraph');
    const page = await readFile(toStorePath(fleet, report?.key ?? ''), 'utf8');
    expect(page).toContain('<html');
    expect(page).toContain(loadFunction);
  });

  test('keep a readable profile when the object says stop in mid-capture', async () => {
    await using _load = await startLoad();
    const spec = makePerfSpec({ nodes: [nameOf('one'), nameOf('two')], durationSeconds: 60 });
    const write = async (stop: boolean): Promise<void> => {
      const metadata = { name: 'stopped', namespace: 'default' };
      const object = { apiVersion, kind: 'PowerTool', metadata, spec: { ...spec, stop } };
      await fleet.writeResource('stopped.yaml', stringify(object));
    };
    await write(false);
    for (const node of ['one', 'two'])
      await fleet.captures.waitForNode(
        'stopped',
        nameOf(node),
        ({ state, elapsedMs }) => state === 'running' && elapsedMs > 1_500,
        15_000,
      );
    await write(true);
    const { status } = await fleet.captures.waitForPhase('stopped', ['Succeeded'], 45_000);
    expect(status.conditions.find(({ type }) => type === 'Complete')?.reason).toBe('StoppedEarly');

    const manifest = await expectInvariants(fleet, 'stopped');
    for (const { outcome, files } of manifest.nodes) {
      expect(outcome?.ending).toBe('stoppedEarly');
      const key = files.find(({ fileName }) => fileName === 'perf.data.zst')?.receipt?.key ?? '';
      const input = join(toolDirectory, 'perf.data');
      await writeFile(input, zstdDecompressSync(await readFile(toStorePath(fleet, key))));
      expect(
        execFileSync('perf', ['report', '--stdio', '--no-children', '-i', input], { encoding: 'utf8' }),
      ).toContain('toe-test-load');
    }
  });

  test('let no other executable run than the config allows, and leave the other node alone', async () => {
    await fleet.captures.create('digest', makePerfSpec({ nodes: [nameOf('one'), nameOf('odd')] }));
    const { status } = await fleet.captures.waitForPhase('digest', ['PartiallySucceeded'], 30_000);
    expect(status.nodes).toMatchObject({ selected: 2, verified: 1, refused: 1 });
    expect(status.failures).toMatchObject([{ node: nameOf('odd'), reason: 'BinaryNotAllowed' }]);
    const manifest = await expectInvariants(fleet, 'digest');
    expect(manifest.nodes.find(({ node }) => node === nameOf('odd'))?.files).toEqual([]);
  });

  test('count a named node without an agent as failed', async () => {
    const ghost = 'toe-no-such-node';
    await fleet.captures.create('ghost', makeSnapshotSpec({ nodes: [nameOf('one'), ghost] }));
    const { status } = await fleet.captures.waitForPhase('ghost', ['PartiallySucceeded'], 20_000);
    expect(status.nodes).toMatchObject({ selected: 2, verified: 1, failed: 1 });
    expect(status.failures).toMatchObject([{ node: ghost, reason: 'NodeNotFound' }]);
    const manifest = await expectInvariants(fleet, 'ghost');
    expect(manifest.missingNodes).toMatchObject([{ name: ghost, reason: 'NodeNotFound' }]);
  });

  test('refuse an argument that could write anywhere, and say which', async () => {
    const spec = makePerfSpec({ nodes: [nameOf('one')], args: ['-a', '-o', '/etc/toe-was-here'] });
    await fleet.captures.create('hostile', spec);
    const { status } = await fleet.captures.waitForPhase('hostile', ['Failed'], 10_000);
    const accepted = status.conditions.find(({ type }) => type === 'Accepted');
    expect(accepted).toMatchObject({ status: 'False', reason: 'Invalid' });
    expect(accepted?.message).toContain('-o');
    expect(status.nodes.selected).toBe(0);
  });

  test('refuse a tool that nobody configured', async () => {
    const spec = makeSnapshotSpec({ nodes: [nameOf('one')] });
    await fleet.captures.create('unknown', { ...spec, tool: { name: 'rootkit', args: [], duration: '5s' } });
    const { status } = await fleet.captures.waitForPhase('unknown', ['Failed'], 10_000);
    expect(status.conditions.find(({ type }) => type === 'Accepted')).toMatchObject({
      status: 'False',
      reason: 'UnknownTool',
      message: expect.stringContaining('rootkit') as string,
    });
  });

  test('list every fault of a file with its line, and take nothing from it', async () => {
    await fleet.writeResource(
      'faulty.yaml',
      [
        `apiVersion: ${apiVersion}`,
        'kind: PowerTool',
        'metadata: { name: faulty, namespace: default }',
        'spec:',
        '  tool: { name: perf, args: [record, -a], duration: 25h }',
        '  targets: { allNodes: true, nodeNames: [one] }',
        '  colour: blue',
        '',
      ].join('\n'),
    );
    const faultsPath = join(fleet.dataDirectory, 'status', 'faults.yaml');
    const faults = await vi.waitFor(async () => await readFile(faultsPath, 'utf8'), { timeout: 10_000 });
    expect(faults).toMatch(/faulty\.yaml:5: spec\.tool\.duration: 25h is above the limit of /);
    expect(faults).toMatch(/faulty\.yaml:6: spec\.targets: .*nodeNames and allNodes/);
    expect(faults).toMatch(/faulty\.yaml:7: .*colour/);
    await expect(fleet.captures.get('faulty')).rejects.toThrow('faulty');
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Artifact, isEncoding, toRawName } from '../../shared/domain/artifact.ts';
import type { JsonObject } from '../../shared/rpc/struct.ts';
import { startToe } from '../builders/toe-process.ts';
import type { Fleet } from './harness/fleet.ts';
import { expectInvariants } from './harness/invariants.ts';
import { startPackets } from './harness/packets.ts';
import { startFleet } from './harness/start-fleet.ts';
import { toStorePath } from './harness/stored-files.ts';
import { waitUntil } from './harness/wait-until.ts';

vi.setConfig({ testTimeout: 180_000 });

function makeSpec(tool: string, args: readonly string[], node: string): JsonObject {
  return {
    tool: { name: tool, args, duration: '600s' },
    targets: { nodeNames: [node] },
    start: { leadTime: '300ms' },
    output: { rollingInterval: '2s' },
    failurePolicy: { retries: 0 },
  };
}

/** Names of segments that are finished in the store while their tool runs. */
async function untilStored(fleet: Fleet, count: number): Promise<readonly string[]> {
  return await waitUntil(
    async () => {
      const artifacts = await fleet.client.listArtifacts({ namespace: 'default', name: 'rolled' });
      const names = artifacts.flatMap(({ artifact, verified }) =>
        verified ? (artifact?.fileName ?? []) : [],
      );
      return names.length >= count ? names : undefined;
    },
    { timeoutMs: 90_000, what: `${count} segments`, explain: () => fleet.readTails() },
  );
}

function listSegments(files: readonly Artifact[]): readonly (number | undefined)[] {
  return files.filter(({ segment = 0 }) => segment > 0).map(({ segment }) => segment);
}

/** A download makes of it what the tool left. */
function toDownloadedName({ fileName, raw }: Artifact): string {
  return raw !== undefined && isEncoding(raw.encoding) ? toRawName(fileName, raw.encoding) : fileName;
}

test('segments of perf are stored and downloaded while it runs, and its flame graph is of all of them', async () => {
  await using fleet = await startFleet({ nodes: [{ name: 'one' }] });
  const { name } = fleet.node('one');
  const args = ['record', '-e', 'cpu-clock', '-F', '99', '-a', '--all-kernel', '-g'];
  await fleet.captures.create('rolled', makeSpec('perf', args, name));
  const output = await mkdtemp(join(tmpdir(), 'toe-rolled-'));
  onTestFinished(() => rm(output, { recursive: true }));
  const { authorityPath, userFiles, coordinator } = fleet;
  const server = coordinator.ready.get('apiAddress') ?? '';
  const trust = ['--ca', authorityPath, '--cert', userFiles.certificatePath, '--key', userFiles.keyPath];
  await using download = startToe(
    ['download', 'rolled', '--follow', '-o', output, '--server', server, ...trust],
    {},
  );
  expect(await untilStored(fleet, 2)).toContain('perf-0001.data');
  const folder = join(output, 'rolled', name);
  await waitUntil(async () => (existsSync(join(folder, 'perf-0002.data')) ? true : undefined), {
    timeoutMs: 30_000,
    what: 'the second segment',
    explain: () => download.stderr(),
  });
  expect((await fleet.captures.get('rolled')).status.phase).toBe('Running');
  await fleet.client.stop({ namespace: 'default', name: 'rolled' });
  const { status } = await fleet.captures.waitForPhase('rolled', ['Succeeded'], 120_000);
  expect(await download.ended).toBe(0);

  const manifest = await expectInvariants(fleet, 'rolled');
  const files = manifest.nodes[0]?.files ?? [];
  const segments = listSegments(files);
  expect(segments.length).toBeGreaterThanOrEqual(3);
  expect(segments).toEqual(segments.map((_, at) => at + 1));
  expect(status.artifacts.map(({ file }) => file)).toContain('perf-0003.data');
  expect((await readdir(folder)).toSorted()).toEqual(files.map(toDownloadedName).toSorted());
  for (const file of files.filter(({ output: of }) => of === 'profile')) {
    execFileSync('perf', ['report', '--stdio', '-i', join(folder, file.fileName)], { stdio: 'ignore' });
  }
  const script = files.find(({ output: of }) => of === 'script');
  const text = execFileSync('zstd', ['-dc', toStorePath(fleet, script?.receipt?.key ?? '')], {
    maxBuffer: 2 ** 30,
  });
  const samples = text
    .toString()
    .split('\n')
    .filter((row) => / cpu-clock/.test(row)).length;
  const page = manifest.processed.find(({ fileName }) => fileName === 'flamegraph.html');
  const html = await readFile(toStorePath(fleet, page?.key ?? ''), 'utf8');
  expect(html.replaceAll(/[,\u202f\u2009 ]/g, '')).toContain(String(samples));
});

test('an agent that is killed between two segments is followed by one that brings all that there are, once', async () => {
  await using packets = await startPackets();
  await using fleet = await startFleet({ nodes: [{ name: 'one' }] });
  const { name, agent } = fleet.node('one');
  const line = ['-i', 'lo', 'udp', 'port', String(packets.port)];
  await fleet.captures.create('rolled', makeSpec('tcpdump', line, name));
  await untilStored(fleet, 2);
  await agent.kill('SIGKILL');
  await agent.restart({});
  await fleet.captures.waitForPhase('rolled', ['Failed'], 60_000);
  const manifest = await expectInvariants(fleet, 'rolled');
  expect(manifest.nodes[0]?.outcome?.ending).toBe('agentLost');
  const segments = listSegments(manifest.nodes[0]?.files ?? []);
  expect(segments.length).toBeGreaterThanOrEqual(3);
  expect(segments).toEqual(segments.map((_, at) => at + 1));
});

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../shared/rpc/struct.ts';
import { S3Server } from '../builders/s3-server.ts';
import { startToe, type ToeProcess } from '../builders/toe-process.ts';
import type { Fleet, FleetOptions } from './harness/fleet.ts';
import { expectInvariants } from './harness/invariants.ts';
import { startPackets } from './harness/packets.ts';
import { startFleet } from './harness/start-fleet.ts';
import { sumFile } from './harness/stored-files.ts';
import { untilPartlyStored } from './harness/until-partly-stored.ts';
import { waitUntil } from './harness/wait-until.ts';

vi.setConfig({ testTimeout: 120_000 });

const megabyte = 1_000_000;

function makePacketSpec(node: string, port: number, durationSeconds: number): JsonObject {
  return {
    tool: {
      name: 'tcpdump',
      args: ['-i', 'lo', 'udp', 'port', String(port)],
      duration: `${durationSeconds}s`,
    },
    targets: { nodeNames: [node] },
    start: { leadTime: '300ms' },
    failurePolicy: { retries: 0 },
  };
}

/** A bucket of a server of its own, as the store of a fleet. */
async function openBucket(
  name: string,
): Promise<AsyncDisposable & { readonly fleet: Partial<FleetOptions> }> {
  const server = await S3Server.start();
  return {
    fleet: await server.makeFleetStore(name),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** What can be read of the packets once they are so many bytes. */
async function untilGrown(fleet: Fleet, atLeastBytes: number): Promise<Buffer> {
  return await waitUntil(
    async () => {
      const bytes = await readGrowing(fleet, 'live').catch(() => Buffer.alloc(0));
      return bytes.length >= atLeastBytes ? bytes : undefined;
    },
    { timeoutMs: 60_000, what: `${atLeastBytes} bytes of packets`, explain: () => fleet.readTails() },
  );
}

/** The bytes of a file that arrive by the API while it grows. */
async function readGrowing(fleet: Fleet, name: string): Promise<Buffer> {
  const artifacts = await fleet.client.listArtifacts({ namespace: 'default', name }, { growing: true });
  const packets = artifacts.find(({ artifact }) => artifact?.fileName === 'packets.pcap');
  expect(packets).toMatchObject({ growing: true, verified: false, artifact: { sha256: '' } });
  const key = packets?.key ?? '';
  const stream = await fleet.client.readArtifact({ namespace: 'default', name, key });
  const chunks: Buffer[] = [];
  for await (const { data } of stream) chunks.push(data);
  return Buffer.concat(chunks);
}

function download(fleet: Fleet, output: string, ...args: readonly string[]): ToeProcess {
  const { authorityPath, userFiles, coordinator } = fleet;
  const server = coordinator.ready.get('apiAddress') ?? '';
  const trust = ['--ca', authorityPath, '--cert', userFiles.certificatePath, '--key', userFiles.keyPath];
  return startToe(['download', 'live', ...args, '-o', output, '--server', server, ...trust], {});
}

describe('what a tool writes', () => {
  test('is in the store and can be read while the tool runs, and nothing of it is sent twice', async () => {
    await using packets = await startPackets();
    await using fleet = await startFleet({ nodes: [{ name: 'one', proxied: true }] });
    const { name } = fleet.node('one');
    await fleet.captures.create('live', makePacketSpec(name, packets.port, 600));
    await untilPartlyStored(fleet, 'live', 'one', 'packets', megabyte);
    const seen = await untilGrown(fleet, megabyte);
    expect((await fleet.captures.get('live')).status.phase).toBe('Running');
    await fleet.client.stop({ namespace: 'default', name: 'live' });
    await fleet.captures.waitForPhase('live', ['Succeeded'], 30_000);
    const manifest = await expectInvariants(fleet, 'live', { node: 'one', interruptions: 0 });
    const [file] = manifest.nodes[0]?.files ?? [];
    const whole = await readFile(join(fleet.storeDirectory, file?.receipt?.key ?? ''));
    expect(whole.subarray(0, seen.length).equals(seen)).toBe(true);
  });

  test.each(['agent', 'coordinator'] as const)(
    'arrives once, whole, where the %s is killed in mid-stream',
    async (victim) => {
      await using packets = await startPackets();
      await using fleet = await startFleet({ nodes: [{ name: 'one', proxied: true }] });
      const { name, agent } = fleet.node('one');
      await fleet.captures.create('live', makePacketSpec(name, packets.port, 600));
      const { storedBytes } = await untilPartlyStored(fleet, 'live', 'one', 'packets', megabyte);
      if (victim === 'agent') {
        await agent.kill('SIGKILL');
        await agent.restart({});
      } else {
        await fleet.coordinator.kill('SIGKILL');
        await fleet.restartCoordinator();
        await untilPartlyStored(fleet, 'live', 'one', 'packets', storedBytes + megabyte);
        await fleet.client.stop({ namespace: 'default', name: 'live' });
      }
      await fleet.captures.waitForPhase('live', [victim === 'agent' ? 'Failed' : 'Succeeded'], 40_000);
      const manifest = await expectInvariants(fleet, 'live', { node: 'one', interruptions: 1 });
      const [file] = manifest.nodes[0]?.files ?? [];
      expect(file?.receipt?.sha256).toBe(file?.sha256);
      expect(file?.sizeBytes).toBeGreaterThan(storedBytes);
    },
  );

  test('can be read from a bucket while it grows, also after its coordinator was killed', async () => {
    await using packets = await startPackets();
    await using bucket = await openBucket('live');
    await using fleet = await startFleet({ nodes: [{ name: 'one', proxied: true }], ...bucket.fleet });
    await fleet.captures.create('live', makePacketSpec(fleet.node('one').name, packets.port, 600));
    // More than a part and what is behind it.
    const before = await untilGrown(fleet, 9 * megabyte);
    await fleet.coordinator.kill('SIGKILL');
    await fleet.restartCoordinator();
    const seen = await untilGrown(fleet, before.length + megabyte);
    expect(seen.subarray(0, before.length).equals(before)).toBe(true);
    await fleet.client.stop({ namespace: 'default', name: 'live' });
    await fleet.captures.waitForPhase('live', ['Succeeded'], 40_000);
    const manifest = await expectInvariants(fleet, 'live', { node: 'one', interruptions: 1 });
    const [file] = manifest.nodes[0]?.files ?? [];
    const whole = await readFile(join(fleet.storeDirectory, file?.receipt?.key ?? ''));
    expect(whole.subarray(0, seen.length).equals(seen)).toBe(true);
    expect(await readdir(fleet.storeDirectory)).not.toContain('.uploads');
  });

  test.each(['folder', 'bucket'])(
    'is downloaded as it arrives in a %s; a download that is killed and done again gives equal bytes',
    async (place) => {
      await using packets = await startPackets();
      await using bucket = place === 'bucket' ? await openBucket('live') : undefined;
      await using fleet = await startFleet({ nodes: [{ name: 'one' }], ...bucket?.fleet });
      const { name } = fleet.node('one');
      await fleet.captures.create('live', makePacketSpec(name, packets.port, 600));
      const output = join(fleet.directory, 'downloads');
      const path = join(output, 'live', name, 'packets.pcap');
      const untilHere = async (bytes: number): Promise<number> =>
        await waitUntil(
          async () => {
            const size = (await stat(`${path}.part`).catch(() => undefined))?.size ?? 0;
            return size >= bytes ? size : undefined;
          },
          { timeoutMs: 30_000, what: `${bytes} bytes that are downloaded`, explain: () => fleet.readTails() },
        );
      await using killed = download(fleet, output, '--follow');
      const hadBytes = await untilHere(megabyte);
      killed.child.kill('SIGKILL');
      await killed.ended;
      await using left = download(fleet, output, '--follow');
      await untilHere(hadBytes + megabyte);
      left.child.kill('SIGINT');
      expect(await left.ended).toBe(130);
      expect(left.stderr()).toContain('Next: toe download live --follow');
      await using last = download(fleet, output, '--follow');
      await untilHere(hadBytes + 2 * megabyte);
      await fleet.client.stop({ namespace: 'default', name: 'live' });
      expect(await last.ended).toBe(0);
      expect(last.stdout().split('\n')).toContain(path);
      const manifest = await expectInvariants(fleet, 'live');
      expect(await sumFile(path)).toBe(manifest.nodes[0]?.files[0]?.sha256);
      for (const line of last.stderr().split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(80);
    },
  );
});

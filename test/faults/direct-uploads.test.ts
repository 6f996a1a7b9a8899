import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { S3Server } from '../builders/s3-server.ts';
import { S3Proxy } from '../fakes/s3-proxy.ts';
import { expectInvariants } from './harness/invariants.ts';
import { startLoad } from './harness/load.ts';
import { makePerfWithoutScript } from './harness/perf-without-script.ts';
import { makePerfSpec } from './harness/specs.ts';
import { startFleet } from './harness/start-fleet.ts';
import { waitUntil } from './harness/wait-until.ts';

// Twenty seconds on an idle machine.
vi.setConfig({ testTimeout: 120_000 });

const mebibyte = 1024 * 1024;
const partBytes = 8 * mebibyte;

describe('a file that an agent stores in the bucket itself', () => {
  test('arrives, once, whoever is killed in the middle of a part', async () => {
    await using _load = await startLoad();
    await using perf = await makePerfWithoutScript();
    await using s3 = await S3Server.start();
    await using proxy = await S3Proxy.start(s3.port);
    await using fleet = await startFleet({
      nodes: [
        {
          name: 'one',
          proxied: true,
          environment: {
            TOE_S3_ENDPOINT: proxy.endpoint,
            TOE_FAILPOINTS: 'upload.before-chunk=delay:10',
            TOE_TOOL_PATHS: `perf=${perf.path}`,
          },
        },
      ],
      coordinatorEnvironment: {
        ...(await s3.makeEnvironment('direct')),
        TOE_S3_UPLOAD: 'direct',
        TOE_S3_AGENT_ENDPOINT: proxy.endpoint,
      },
      storeDirectory: join(s3.folder, 'direct', 'toe'),
    });
    const { agent, name, proxy: line } = fleet.node('one');
    const untilSent = async (bytes: number): Promise<void> => {
      await waitUntil(async () => (proxy.partBytes >= bytes ? true : undefined), {
        timeoutMs: 40_000,
        pollMs: 5,
        what: `${bytes} bytes of parts`,
        explain: () => fleet.readTails(),
      });
    };
    // Copies of stacks make a profile of more than two parts.
    const args = ['-F', '499', '-a', '--all-user', '--call-graph', 'dwarf,8192'];
    await fleet.captures.create('direct', makePerfSpec({ nodes: [name], args, compression: 'none' }));

    await untilSent(partBytes + mebibyte);
    expect(await agent.kill('SIGKILL')).toBe('SIGKILL');
    await agent.restart({});

    await untilSent(proxy.partBytes + mebibyte);
    await s3.stop();
    await vi.waitFor(() => expect(agent.readTail()).toContain('Upload was interrupted'), { timeout: 20_000 });
    await s3.resume();

    await untilSent(proxy.partBytes + mebibyte);
    expect(await readWays(fleet.coordinator.ready.get('opsAddress') ?? '')).toContain('way="direct"');
    expect(await fleet.coordinator.kill('SIGKILL')).toBe('SIGKILL');
    await fleet.restartCoordinator();

    await fleet.captures.waitForPhase('direct', ['Succeeded'], 60_000);
    const manifest = await expectInvariants(fleet, 'direct');
    const profile = manifest.nodes[0]?.files.find(({ artifactId }) => artifactId === 'profile');
    const sizeBytes = profile?.sizeBytes ?? 0;
    expect(sizeBytes).toBeGreaterThan(partBytes);
    expect(proxy.partBytes).toBeGreaterThanOrEqual(sizeBytes);
    expect(proxy.partBytes - sizeBytes).toBeLessThanOrEqual(3 * partBytes);
    // Nothing of it went through the coordinator.
    expect(line?.bytesUp).toBeLessThan(mebibyte);
  });
});

/** Of the ways of uploads those that were used. */
async function readWays(opsAddress: string): Promise<string> {
  const text = await (await fetch(`http://${opsAddress}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith('toe_coordinator_uploads_opened_total'));
  return lines.filter((line) => !line.endsWith(' 0')).join('\n');
}

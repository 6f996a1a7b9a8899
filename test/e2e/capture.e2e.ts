import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest as RunManifest } from '../../coordinator/reconcile/manifest.ts';
import { messageOf } from '../kube/harness/toe-objects.ts';
import { buildImages } from './harness/build-images.ts';
import { spinFunctions, startBusyPod } from './harness/busy-pod.ts';
import { createCapture, waitForPhase } from './harness/captures.ts';
import { hireEngineer } from './harness/engineer.ts';
import { type InstalledToe, installToe } from './harness/installed-toe.ts';
import { type Cluster, listItems, openCluster, readText } from './harness/open-cluster.ts';
import { readSettings } from './harness/settings.ts';

const runProgram = promisify(execFile);
const settings = readSettings(process.env);
const toe = fileURLToPath(new URL('../../cli/toe', import.meta.url));
const perfArgs = ['record', '-F', '99', '-a', '-g', '-e', 'cpu-clock'];
const nodeSpec = {
  tool: { name: 'perf', args: perfArgs, duration: '10s' },
  targets: { allNodes: true },
  reason: 'end-to-end test',
};

let cluster: Cluster;
let installed: InstalledToe;

beforeAll(async () => {
  cluster = await openCluster(settings.kubeconfig);
  await buildImages(settings);
  installed = await installToe(cluster, settings);
});

afterAll(async () => {
  await installed?.[Symbol.asyncDispose]();
  cluster?.[Symbol.dispose]();
});

/** The run's manifest as it stands in the store of the coordinator's pod. */
async function readRunManifest(uid: string): Promise<RunManifest> {
  const selector = encodeURIComponent('app.kubernetes.io/component=coordinator');
  const [pod] = await listItems(cluster, `/api/v1/namespaces/toe-system/pods?labelSelector=${selector}`);
  const place = {
    namespace: 'toe-system',
    pod: readText(pod, 'metadata', 'name'),
    container: 'coordinator',
  };
  return JSON.parse(
    await cluster.exec(place, ['cat', `/var/lib/toe/store/runs/${uid}/manifest.json`]),
  ) as RunManifest;
}

async function sumFile(path: string): Promise<string> {
  const { stdout } = await runProgram('sha256sum', ['--', path]);
  return stdout.slice(0, 64);
}

describe('TOE in a cluster', () => {
  test('shows an engineer every node with its agent and its tools', async () => {
    await using engineer = await hireEngineer(cluster, { mayCaptureNodes: false });
    const { stdout } = await runProgram(toe, ['nodes', '--kubeconfig', engineer.kubeconfig]);
    for (const node of installed.nodes)
      expect(stdout).toMatch(
        new RegExp(`^${node} +yes +perf,tcpdump,strace,bpftrace,.*,gdb,node-snapshot `, 'm'),
      );
  });

  test('captures every node for an engineer, and names the functions of another pod', async () => {
    await using engineer = await hireEngineer(cluster, { mayCaptureNodes: true });
    await using _busy = await startBusyPod(cluster, settings, {
      namespace: engineer.namespace,
      name: 'busy',
    });
    expect(installed.nodes).not.toEqual([]);
    const created = await createCapture(engineer, 'whole', nodeSpec);
    expect(messageOf(created)).toMatch(/^201 /);
    const seen = await waitForPhase(cluster, engineer, 'whole', ['Succeeded'], 180_000);
    expect(seen.metadata.annotations?.['toe.run/requested-by']).toBe(engineer.user);
    expect(seen.status.nodes).toMatchObject({
      selected: installed.nodes.length,
      verified: installed.nodes.length,
      failed: 0,
    });

    const manifest = await readRunManifest(seen.metadata.uid);
    expect(manifest.missingNodes).toEqual([]);
    expect(manifest.nodes.map(({ node }) => node).toSorted()).toEqual(installed.nodes.toSorted());

    const directory = await mkdtemp(join(tmpdir(), 'toe-e2e-download-'));
    try {
      const args = ['download', 'whole', '--kubeconfig', engineer.kubeconfig, '--output', directory];
      await runProgram(toe, args, { maxBuffer: 16 * 1024 * 1024 });
      for (const { node, files } of manifest.nodes) {
        expect(files.map(({ fileName, complete }) => [fileName, complete])).toEqual([
          ['perf.data.zst', true],
          ['perf-script.txt.zst', true],
          ['node-snapshot.ndjson.zst', true],
        ]);
        for (const { fileName, sha256, raw, receipt } of files) {
          const name = raw === undefined ? fileName : fileName.replace(/\.zst$/, '');
          expect(await sumFile(join(directory, 'whole', node, name))).toBe(raw?.sha256 ?? sha256);
          expect(receipt?.sha256).toBe(sha256);
        }
      }
      const page = await readFile(join(directory, 'whole', 'flamegraph.html'), 'utf8');
      for (const name of spinFunctions) expect(page).toContain(name);
      const folded = zstdDecompressSync(
        await readFile(join(directory, 'whole', 'profile.folded.zst')),
      ).toString();
      expect(folded).toMatch(new RegExp(`;main;${spinFunctions.join(';')}[; ]`));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  test('refuses an argument that could write anywhere as soon as it is asked for, and says which', async () => {
    await using engineer = await hireEngineer(cluster, { mayCaptureNodes: true });
    const tool = { ...nodeSpec.tool, args: [...perfArgs, '-o', '/etc/toe-was-here'] };
    const answer = await createCapture(engineer, 'hostile', { ...nodeSpec, tool });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(messageOf(answer)).toContain('"-o"');
  });

  test('refuses whole nodes to somebody who may only look at pods', async () => {
    await using engineer = await hireEngineer(cluster, { mayCaptureNodes: false });
    const answer = await createCapture(engineer, 'curious', nodeSpec);
    expect(answer.status).toBe(403);
    expect(messageOf(answer)).toContain('capture');
  });

  test('keeps what there is when the agent of a node is replaced in mid-capture', async () => {
    await using engineer = await hireEngineer(cluster, { mayCaptureNodes: true });
    const spec = { ...nodeSpec, tool: { ...nodeSpec.tool, duration: '120s' } };
    expect(messageOf(await createCapture(engineer, 'replaced', spec))).toMatch(/^201 /);
    await waitForPhase(cluster, engineer, 'replaced', ['Running'], 60_000);
    const selector = encodeURIComponent('app.kubernetes.io/component=agent');
    const path = '/api/v1/namespaces/toe-system/pods';
    for (const pod of await listItems(cluster, `${path}?labelSelector=${selector}`))
      await cluster.admin.send('DELETE', `${path}/${readText(pod, 'metadata', 'name')}`);
    const { metadata } = await waitForPhase(cluster, engineer, 'replaced', ['Succeeded'], 150_000);
    const { nodes } = await readRunManifest(metadata.uid);
    expect(nodes.map(({ node }) => node).toSorted()).toEqual(installed.nodes.toSorted());
    for (const { outcome, files } of nodes) {
      expect(outcome).toMatchObject({ ending: 'stoppedEarly', reason: 'AgentStopping' });
      expect(files.find(({ fileName }) => fileName === 'perf.data.zst')?.complete).toBe(true);
    }
  });
});

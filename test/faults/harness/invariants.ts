import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Manifest } from '../../../coordinator/reconcile/manifest.ts';
import { parseCommandId } from '../../../shared/domain/command-id.ts';
import { isTerminal } from '../../../shared/kinds/power-tool.ts';
import type { SeenCapture } from './captures.ts';
import type { Fleet } from './fleet.ts';
import { listProcesses, listRunCgroups } from './leftovers.ts';
import { expectOneObjectEach, readManifest } from './stored-objects.ts';
import { waitUntil } from './wait-until.ts';

const resentLimitBytes = 8 * 1024 * 1024;

export interface ProxiedUploads {
  /** As the test calls the node, which is proxied. */
  readonly node: string;
  readonly interruptions: number;
  /** Bytes it sent that its proxy did not see. */
  readonly besides?: number;
}

/**
 * What must hold after every scenario: the run is terminal, once; every artifact that was sealed is one object with
 * one receipt and the digest that `sha256sum` finds; no process and no cgroup of the run is left; the agents' spools
 * have forgotten it; at most 8 MiB were sent again for each interruption. Returns the manifest.
 */
export async function expectInvariants(
  fleet: Fleet,
  name: string,
  uploads?: ProxiedUploads,
): Promise<Manifest> {
  const seen = await fleet.captures.get(name);
  expect(isTerminal(seen.status.phase)).toBe(true);
  const { storeDirectory } = fleet;
  const manifest = await readManifest(storeDirectory, seen.uid);
  // First, as the run may end by the object alone while the agent still asks for its receipt again.
  await expectForgotten(fleet);
  await expectOneObjectEach(storeDirectory, manifest);
  for (const { uid } of fleet.nodes) expect(await listRunCgroups(uid)).toEqual([]);
  const uids = fleet.nodes.map(({ uid }) => uid);
  expect(await listProcesses(join(fleet.directory, 'nothing'), uids)).toEqual([]);
  await expectTerminalOnce(fleet, name, seen);
  if (uploads !== undefined) expectLittleResent(fleet, manifest, uploads);
  return manifest;
}

/** Everything is delivered and the outcomes are with the coordinator, so the agents keep no directory of a command. */
async function expectForgotten(fleet: Fleet): Promise<void> {
  const listKept = async (): Promise<readonly string[]> => {
    const names = await Promise.all(
      fleet.nodes.filter(({ agent }) => agent.isRunning).map(({ spool }) => readdir(spool)),
    );
    return names.flat().filter((each) => parseCommandId(each) !== undefined);
  };
  await waitUntil(async () => ((await listKept()).length === 0 ? true : undefined), {
    timeoutMs: 5_000,
    what: 'the spools to be empty',
    explain: async () => `${(await listKept()).join('\n')}\n${fleet.readTails()}`,
  });
}

async function expectTerminalOnce(fleet: Fleet, name: string, before: SeenCapture): Promise<void> {
  const now = await fleet.captures.get(name);
  expect(now.status.phase).toBe(before.status.phase);
  expect(now.status.completedAt).toBe(before.status.completedAt);
  const log = await readFile(fleet.coordinator.logPath, 'utf8');
  const completions = log
    .split('\n')
    .filter((line) => line.includes('"Capture completed"') && line.includes(now.uid));
  expect(completions).toHaveLength(1);
}

/** TLS, HTTP/2, gRPC and the session are less than a hundredth of the bytes and half a MiB (measured: 0.3 %). */
function expectLittleResent(fleet: Fleet, manifest: Manifest, uploads: ProxiedUploads): void {
  const { node, interruptions, besides = 0 } = uploads;
  const { proxy, name } = fleet.node(node);
  if (proxy === undefined) throw new Error(`Cannot count the bytes of node "${node}": it is not proxied`);
  const files = manifest.nodes.find((each) => each.node === name)?.files ?? [];
  const artifactBytes = files.reduce((total, file) => total + file.sizeBytes, 0);
  const overhead = artifactBytes / 100 + 512 * 1024;
  const sentBytes = proxy.bytesUp + besides;
  expect(sentBytes).toBeGreaterThanOrEqual(artifactBytes);
  expect(sentBytes).toBeLessThanOrEqual(artifactBytes + interruptions * resentLimitBytes + overhead);
}

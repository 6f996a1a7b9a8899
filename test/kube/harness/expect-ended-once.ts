import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import type { Manifest } from '../../../coordinator/reconcile/manifest.ts';
import { parseCommandId } from '../../../shared/domain/command-id.ts';
import { isTerminal } from '../../../shared/kinds/power-tool.ts';
import { listProcesses, listRunCgroups } from '../../faults/harness/leftovers.ts';
import { expectOneObjectEach, readManifest } from '../../faults/harness/stored-objects.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import type { FailoverStage, RunUnderWay } from './failover-stage.ts';
import { listUsurpedWrites } from './lease-history.ts';
import type { SeenVersion } from './power-tool-history.ts';

/**
 * What must hold of an ended run, whatever happened to its leaders: one terminal phase, kept; every sealed artifact
 * one object with one receipt; no tool started twice; no process, cgroup or unfinished upload left; and nothing
 * written by whoever did not lead.
 */
export async function expectEndedOnce(stage: FailoverStage, run: RunUnderWay): Promise<Manifest> {
  const { fleet, history, perf, audit } = stage;
  await untilForgotten(stage, run);
  const versions = history.versionsOf(run.uid);
  expectTerminalOnce(versions);
  const manifest = await readManifest(fleet.storeDirectory, run.uid);
  expect(manifest.conclusion.phase).toBe(versions.at(-1)?.status?.phase);
  await expectOneObjectEach(fleet.storeDirectory, manifest);
  // A cgroup of a run is named after its command, and that after the run.
  expect(await listRunCgroups(run.uid)).toEqual([]);
  expect(await listProcesses('/nowhere', [run.uid])).toEqual([]);
  const started = (await perf.readStarts()).map(({ commandId, subcommand }) => `${commandId} ${subcommand}`);
  expect(started).toEqual([...new Set(started)]);
  expect(listUsurpedWrites(audit.readWrites(), fleet.replicas)).toEqual([]);
  return manifest;
}

/** Resolves when no agent keeps anything of the run: all is delivered and told. */
async function untilForgotten({ fleet }: FailoverStage, { uid }: RunUnderWay): Promise<void> {
  const listKept = async (): Promise<readonly string[]> => {
    const names = await Promise.all(fleet.agents.map(({ spool }) => readdir(spool)));
    return names.flat().filter((name) => parseCommandId(name)?.runUid === uid);
  };
  await waitUntil(async () => ((await listKept()).length === 0 ? true : undefined), {
    timeoutMs: 30_000,
    what: 'the spools to be empty',
    explain: async () => `${(await listKept()).join('\n')}\n${fleet.readTails()}`,
  });
}

function expectTerminalOnce(versions: readonly SeenVersion[]): void {
  const statuses = versions.flatMap(({ status }) => (status === undefined ? [] : [status]));
  const first = statuses.findIndex(({ phase }) => isTerminal(phase));
  expect(first).toBeGreaterThanOrEqual(0);
  const ends = statuses.slice(first).map(({ phase, completedAt }) => `${phase} at ${completedAt}`);
  expect([...new Set(ends)]).toHaveLength(1);
}

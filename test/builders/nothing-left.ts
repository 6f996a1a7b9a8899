import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect } from 'vitest';
import { listAgentCgroups, listInstanceRuns } from '../faults/harness/leftovers.ts';
import { stagePrefix } from './tool-stage.ts';
import { findProcesses } from './toy-tool.ts';

/**
 * Makes every test of a file fail that leaves a process of the tool, a run's cgroup of the instance, a directory of a
 * stage, or a descriptor.
 */
export function expectNothingLeft(instance: string, readToolPath: () => string): void {
  let descriptors = 0;
  beforeEach(async () => {
    descriptors = await countDescriptors();
  });
  afterEach(async () => {
    expect(await listAgentCgroups(instance)).not.toEqual([]);
    expect(await listInstanceRuns(instance)).toEqual([]);
    expect(await findProcesses(readToolPath())).toEqual([]);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(stagePrefix))).toEqual([]);
    await expect.poll(countDescriptors).toBeLessThanOrEqual(descriptors);
  });
}

async function countDescriptors(): Promise<number> {
  return (await readdir('/proc/self/fd')).length;
}

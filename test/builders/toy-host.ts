import { afterAll, beforeAll } from 'vitest';
import type { Cgroups } from '../../shared/cgroup/cgroup.ts';
import { detectCgroups } from '../../shared/cgroup/detect.ts';
import { removeCgroups } from './tool-stage.ts';
import { compileToyTool, type ToyTool } from './toy-tool.ts';

/** What a file of tests runs the toy tool with; to be read within tests alone. */
export interface ToyHost {
  readonly cgroups: Cgroups;
  readonly toy: ToyTool;
}

/** Finds the machine's cgroups and compiles the toy tool before the tests of a file, and removes both after them. */
export function openToyHost(instance: string): ToyHost {
  let host: ToyHost | undefined;
  const read = (): ToyHost => {
    if (host === undefined) throw new Error('Cannot read the toy tool or the cgroups: no test has begun');
    return host;
  };
  beforeAll(async () => {
    const found = await detectCgroups({ instance });
    if (found.kind === 'unusable') throw new Error(found.message);
    host = { cgroups: found.cgroups, toy: await compileToyTool() };
  });
  afterAll(async () => {
    await removeCgroups(instance);
    await host?.toy[Symbol.asyncDispose]();
  });
  return {
    get cgroups() {
      return read().cgroups;
    },
    get toy() {
      return read().toy;
    },
  };
}

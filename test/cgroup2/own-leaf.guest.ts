import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** As a pod's or a unit's: the agent is its only process. */
const own = '/sys/fs/cgroup/pod';

beforeEach(() => {
  mkdirSync(own);
});

afterEach(() => {
  rmdirSync(join(own, 'toe-agent'));
  rmdirSync(own);
});

test('an agent alone in its cgroup moves to a leaf with limits of its own, and its runs lie beside that', () => {
  const script = `echo 0 >${own}/cgroup.procs; exec node "$1"`;
  const agent = join(import.meta.dirname, 'agent-alone.ts');
  const found: unknown = JSON.parse(execFileSync('sh', ['-c', script, 'sh', agent], { encoding: 'utf8' }));
  expect(found).toStrictEqual({
    cgroup: '0::/pod/toe-agent\n',
    memoryMax: `${512 << 20}\n`,
    cpuWeight: '400\n',
    runs: `${own}/toe/alone/run`,
    runControllers: 'cpu io memory pids\n',
    ioWeight: 'default 4\n',
    next: ['left'],
  });
});

/** What an agent does to the cgroup in which it is the only process, in one line of JSON. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectCgroups } from '../../shared/cgroup/detect.ts';

const caps = {
  cpuPercent: 20,
  cpuRequestPercent: 10,
  memoryBytes: 32 << 20,
  memoryRequestBytes: 0,
  pids: 4,
  outputBytes: 0,
  readBytesPerSecond: 0,
  writeBytesPerSecond: 0,
};

const cgroups = await open();
const made = await cgroups.create('run', caps, '/');
if (made.kind === 'failed') throw new Error(made.message);
await cgroups.create('left', caps, '/');
const runs = made.cgroup.applied.cgroup;
const leaf = '/sys/fs/cgroup/pod/toe-agent';
const found = {
  cgroup: readFileSync('/proc/self/cgroup', 'utf8'),
  memoryMax: readFileSync(join(leaf, 'memory.max'), 'utf8'),
  cpuWeight: readFileSync(join(leaf, 'cpu.weight'), 'utf8'),
  runs,
  runControllers: readFileSync(join(runs, 'cgroup.controllers'), 'utf8'),
  ioWeight: readFileSync(join(runs, 'io.weight'), 'utf8'),
};
await made.cgroup.remove();
// The next agent finds itself in the leaf, and sweeps what this one left.
const next = await open();
process.stdout.write(JSON.stringify({ ...found, next: await next.sweep() }));
await next.close();

async function open() {
  const detection = await detectCgroups({ instance: 'alone' });
  if (detection.kind === 'unusable') throw new Error(detection.message);
  return detection.cgroups;
}

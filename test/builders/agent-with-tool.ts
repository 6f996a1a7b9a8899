/**
 * A process that runs one tool as an agent does, until it is killed: `node agent-with-tool.ts <instance> <path>
 * <arguments> <milliseconds to the start> <pid in whose network it runs>`; the last two may be left out. Writes
 * "running" once the tool executes.
 */

import { openNetwork } from '../../agent/targets/open-network.ts';
import { detectCgroups } from '../../shared/cgroup/detect.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { neverAborted, openStage } from './tool-stage.ts';

const [, , instance = '', path = '', args = '', startInMs = '0', networkPid] = process.argv;
const found = await detectCgroups({ instance });
if (found.kind === 'unusable') throw new Error(found.message);
await using stage = await openStage(found.cgroups, path);
const network = networkPid === undefined ? undefined : await openNetwork(Number(networkPid));
const tool = await stage.prepare(
  stage.makeRequest(args.split(' '), {
    durationMs: 600_000,
    capabilities: ['NET_RAW', 'SETUID', 'SETGID'],
    networkFd: network?.fd.fd,
  }),
);
process.stdout.write('prepared\n');
await tool.run(systemClock.monotonicUs() + Number(startInMs) * 1_000, neverAborted, () => {
  process.stdout.write('running\n');
});

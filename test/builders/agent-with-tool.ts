/**
 * A process that runs one tool as an agent does, until it is killed: `node agent-with-tool.ts <instance> <path>
 * <argument>`. Writes "running" once the tool executes.
 */

import { detectCgroups } from '../../shared/cgroup/detect.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { neverAborted, openStage } from './tool-stage.ts';

const [, , instance = '', path = '', argument = '', startInMs = '0'] = process.argv;
const found = await detectCgroups({ instance });
if (found.kind === 'unusable') throw new Error(found.message);
await using stage = await openStage(found.cgroups, path);
const tool = await stage.prepare(stage.makeRequest([argument], { durationMs: 600_000 }));
process.stdout.write('prepared\n');
await tool.run(systemClock.monotonicUs() + Number(startInMs) * 1_000, neverAborted, () => {
  process.stdout.write('running\n');
});

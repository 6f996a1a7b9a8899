import * as Type from 'typebox';
import { endings } from '../domain/outcome.ts';
import { closed, word } from '../kinds/schema.ts';
import { artifactSchema, flag, text, unixUs, whole } from './file-schemas.ts';

const toolSchema = closed('The executable.', {
  name: text('Of the tool.'),
  path: text('Links resolved; empty for a built-in.'),
  version: text('As it tells itself; empty where it does not.'),
  sha256: text('Of the bytes that were executed; empty for a built-in.'),
  problem: text('Empty: it could be used.'),
});

const usageSchema = closed("What the run cost its node, from the run's own cgroup.", {
  cpuUs: whole('CPU time in microseconds.'),
  throttledUs: whole('Time for which its CPU limit held it back, in microseconds.'),
  memoryPeakBytes: whole('Most memory at once.'),
  oomKills: whole('Processes that the kernel killed at the memory limit.'),
  ioReadBytes: whole('Read from disks, not from the page cache.'),
  ioWrittenBytes: whole('Written to disks.'),
  pidsDenied: whole('How often a new process was refused at the limit of processes.'),
});

const appliedCapsSchema = closed('Limits as the kernel said them after they were written; 0: not limited.', {
  cgroup: text('Directory of the cgroup.'),
  cpuPercent: Type.Number({ description: 'Per cent of one core.', minimum: 0 }),
  memoryBytes: whole('Memory.'),
  pids: whole('Processes and threads.'),
  outputBytes: whole('Bytes that the tool might write.'),
  readBytesPerSecond: whole("From the spool's disk."),
  writeBytesPerSecond: whole("To the spool's disk."),
});

/** How one attempt ended on its node. */
export const outcomeSchema = closed('How the attempt ended on its node.', {
  commandId: text('Of the attempt.'),
  ending: word('How it ended.', endings),
  reason: text('A constant word; empty where it ended well.'),
  message: text('A sentence; empty where it ended well.'),
  exitCode: Type.Integer({ description: 'Exit code of the tool; -1: it did not exit by itself.' }),
  signal: text('The signal that ended the tool; empty: none.'),
  startedMonotonicUs: whole(
    "Start of the tool on the node's monotonic clock in microseconds; 0: it never started.",
  ),
  startedUnixUs: unixUs("Start of the tool on the node's wall clock."),
  endedUnixUs: unixUs("End on the node's wall clock."),
  argv: Type.Array(Type.String(), {
    description: 'Exactly what was executed; the first is the resolved path.',
  }),
  tool: Type.Optional(toolSchema),
  usage: Type.Optional(usageSchema),
  artifacts: Type.Array(artifactSchema, { description: 'Sealed files.' }),
  caps: Type.Optional(appliedCapsSchema),
  outputBytes: whole('What the tool had written when it ended.'),
  cause: text('What first made the tool end: a word of agent.proto; empty where it never started.'),
  stopMs: whole('From the stop signal to the end of the tool, in milliseconds; 0: none was sent.'),
  startedLate: flag('The start instant had passed when the tool was released.'),
  diagnostics: text('Last words of the tool on stderr.'),
});

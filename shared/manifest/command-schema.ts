import * as Type from 'typebox';
import { closed, word } from '../kinds/schema.ts';
import { flag, text, whole } from './file-schemas.ts';

const texts = (description: string) => Type.Array(Type.String(), { description });
const percent = (description: string) => Type.Number({ description, minimum: 0 });

export const podSchema = closed('A pod of the node.', {
  namespace: text('Namespace.'),
  name: text('Name.'),
  uid: text('Uid.'),
  containers: Type.Array(
    closed('A container whose processes might be seen.', {
      name: text('Name.'),
      id: text('Id of the runtime.'),
    }),
  ),
});

const capsSchema = closed('Limits that were ordered; 0: none of that sort.', {
  cpuPercent: percent('Per cent of one core.'),
  cpuRequestPercent: percent('Weight against others, as per cent of one core.'),
  memoryBytes: whole('Memory.'),
  memoryRequestBytes: whole('Memory that is spared when others want it.'),
  pids: whole('Processes and threads.'),
  outputBytes: whole('Bytes that the tool might write.'),
  readBytesPerSecond: whole("From the spool's disk."),
  writeBytesPerSecond: whole("To the spool's disk."),
});

/** What every node was ordered to do. */
export const commandSchema = closed('What every node was ordered to do.', {
  runUid: text('Uid of the PowerTool.'),
  captureNamespace: text('Namespace of the PowerTool.'),
  captureName: text('Name of the PowerTool.'),
  tool: text('Name of the PowerToolConfig.'),
  lockedArgs: texts('Arguments of the config.'),
  args: texts('Arguments as they were asked for.'),
  configDigest: text('SHA-256 of the PowerToolConfig.'),
  policyDigest: text('SHA-256 of the PowerToolArgumentPolicy; empty: none.'),
  binary: closed('Which executable might run.', {
    source: word('Where it comes from.', ['image', 'host', 'builtin'] as const),
    path: text('Of the config.'),
    sha256: texts('Allowed digests; empty: any that root alone can change.'),
  }),
  caps: capsSchema,
  graceMs: whole('Between stop signal and kill, in milliseconds.'),
  outputs: Type.Array(
    closed('A file that the tool was to leave.', {
      name: text('Of the output.'),
      path: text("Below the run's directory."),
      mediaType: text('Media type.'),
      required: flag('Without it the node is not verified.'),
    }),
  ),
  durationMs: whole('Of the tool, in milliseconds.'),
  warmupMs: whole('Between the start instant and the start of the tool, in milliseconds.'),
  commitTimeoutMs: whole('How long a prepared node waits for its start instant, in milliseconds.'),
  capabilities: texts('Linux capabilities of the tool, without CAP_.'),
  environment: Type.Record(Type.String(), Type.String(), {
    description: 'Environment variables of the tool.',
  }),
  overheadPercent: percent('What the run might take of a core, on average; 0: no guard.'),
  abortOnPressure: Type.Optional(
    closed('How far the pressure on the node might rise, per cent; 0: it was not looked at.', {
      cpu: percent('Of the CPU.'),
      memory: percent('Of memory.'),
      io: percent('Of disks.'),
    }),
  ),
  rollingIntervalMs: whole('At which the output was cut into segments, in milliseconds; 0: never.'),
  compression: text('Of what the tool left, while it was sealed: zstd, gzip or none.'),
  maxUploadBytesPerSecond: whole("Of all uploads of one node; 0: the agent's own limit."),
  uploadDeadlineMs: whole('After the end of the tool, in milliseconds.'),
  keepMs: whole(
    'How long files might stay on their node after the end of the tool, in milliseconds; 0: they were sent.',
  ),
  concurrentPerNode: whole('Runs of this tool on one node at once.'),
  exclusiveWith: texts('Tools that might not run beside it.'),
  versionRange: text('Versions of the executable that might run; empty: any.'),
});

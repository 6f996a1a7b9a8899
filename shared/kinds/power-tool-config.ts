import type { Static } from 'typebox';
import * as Type from 'typebox';
import { globPattern } from '../domain/glob.ts';
import { versionRangePattern } from '../domain/version-range.ts';
import {
  bytesText,
  capabilityPattern,
  closed,
  closedDefaulted,
  cpuText,
  durationText,
  fileNamePattern,
  list,
  name,
  pathPattern,
  sha256Pattern,
  subcommandPattern,
  text,
  textMap,
  word,
} from './schema.ts';

const limitsOf = (cpu: string, memory: string) =>
  closedDefaulted('An amount of each resource.', {
    cpu: cpuText('Cores.', cpu),
    memory: bytesText('Memory.', memory),
  });

const presetOf = (description: string) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { description, minItems: 1, maxItems: 16 }),
  );

/** `spec` of a PowerToolConfig: what a tool is and how it runs here; `metadata.name` is the tool's name. */
export const powerToolConfigSpecSchema = closed('What a tool is, owned by administrators.', {
  description: text('One line for people.', 256, ''),
  version: Type.Optional(
    Type.String({
      description:
        'Versions of the executable that may run, as ">=5.15 <7"; all of it has to hold. Absent: any.',
      pattern: versionRangePattern,
      maxLength: 128,
    }),
  ),
  binary: closedDefaulted('Which executable.', {
    source: word(
      "image: shipped in the agent image; host: the node's own; builtin: part of the agent.",
      ['image', 'host', 'builtin'] as const,
      'host',
    ),
    path: Type.String({
      description: 'Absolute path. An agent may be told another place for its node.',
      pattern: pathPattern,
      maxLength: 512,
      default: '',
    }),
    sha256: list(
      Type.String({ pattern: sha256Pattern, maxLength: 64 }),
      'Digests that may run. Empty: any ELF executable that root alone can change; its digest is recorded.',
      64,
    ),
  }),
  argumentPolicy: Type.Optional(name('PowerToolArgumentPolicy; absent: what the baseline allows.')),
  allowedNamespaces: Type.Optional(
    Type.Array(Type.String({ pattern: globPattern, maxLength: 63 }), {
      description:
        'Namespaces whose captures may use it; * stands for any number of letters. Absent or empty: all.',
      maxItems: 64,
    }),
  ),
  securityContext: closedDefaulted('Rights of the tool.', {
    capabilities: closedDefaulted('All Linux capabilities but these are dropped.', {
      add: list(Type.String({ pattern: capabilityPattern, maxLength: 41 }), 'Without CAP_.', 41),
    }),
  }),
  resources: closedDefaulted("The tool's cgroup.", {
    requests: limitsOf('100m', '64Mi'),
    limits: limitsOf('1', '512Mi'),
  }),
  limits: closedDefaulted('Further limits; a capture may lower them.', {
    pids: Type.Integer({ description: 'Processes and threads.', minimum: 1, maximum: 32768, default: 64 }),
    outputBytes: bytesText('Bytes a run may write.', '4Gi'),
    readBytesPerSecond: Type.Optional(
      bytesText(
        "Bytes a second that a run may read from the disk that the agent's spool is on. Absent: any.",
      ),
    ),
    writeBytesPerSecond: Type.Optional(
      bytesText(
        'Bytes a second that a run may write to that disk; on cgroup v1 what is written past the page cache. Absent: any.',
      ),
    ),
    duration: durationText('The longest duration.', '1h'),
    concurrentPerNode: Type.Integer({
      description: 'Runs of this tool on one node at once.',
      minimum: 1,
      maximum: 16,
      default: 1,
    }),
    exclusiveWith: list(
      name('A tool.'),
      'Tools that may not run on a node while this one does. Itself needs no entry: see concurrentPerNode.',
      16,
    ),
  }),
  subcommands: Type.Array(
    closed('What differs by subcommand.', {
      name: Type.String({
        description: 'Empty for a tool without any.',
        pattern: subcommandPattern,
        maxLength: 63,
        default: '',
      }),
      defaultArgs: list(
        Type.String({ minLength: 1, maxLength: 1024 }),
        'Locked: a capture cannot repeat or override them.',
        32,
      ),
      presets: Type.Optional(
        closed(
          "Options that spec.tool.resolutionPreset of a capture adds. The argument policy binds them as the capture's own.",
          {
            low: presetOf('For low.'),
            medium: presetOf('For medium.'),
            high: presetOf('For high.'),
          },
        ),
      ),
      stop: closedDefaulted("How it is stopped; the signal is the baseline's.", {
        gracePeriod: durationText('Between stop signal and kill; the baseline is a lower bound.', '30s'),
      }),
      outputs: list(
        closed('A file that the tool leaves.', {
          name: name('Name of the output.'),
          path: Type.String({
            description: "Below the run's directory.",
            pattern: fileNamePattern,
            maxLength: 128,
          }),
          mediaType: text('Media type.', 127, 'application/octet-stream'),
          required: Type.Boolean({ description: 'Without it the node is not verified.', default: true }),
        }),
        'Files of the run that become artifacts.',
        16,
      ),
    }),
    { description: 'At least one.', minItems: 1, maxItems: 16 },
  ),
  environment: textMap('From a fixed list per tool.', 1024, { maxProperties: 16, default: {} }),
});

export type PowerToolConfigSpec = Static<typeof powerToolConfigSpecSchema>;
export type SubcommandConfig = PowerToolConfigSpec['subcommands'][number];

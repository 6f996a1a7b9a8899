import * as Type from 'typebox';
import { compressions } from '../domain/command.ts';
import { bytesText, closedDefaulted, durationText, instantPattern, word } from './schema.ts';

/** `spec.start`: when. */
export const startSchema = closedDefaulted('When the tool starts, everywhere at one instant.', {
  leadTime: durationText('Between the last node being prepared and the start instant: 100ms to 10m.', '3s'),
  at: Type.Optional(
    Type.String({
      description: 'The start instant, RFC 3339; absent: as soon as the nodes are prepared.',
      pattern: instantPattern,
      maxLength: 40,
    }),
  ),
  startDeadline: durationText(
    'How long a node that is busy with another capture may keep this one waiting.',
    '0s',
  ),
});

/** `spec.output`: what becomes of the files. */
export const outputSchema = closedDefaulted('What becomes of the files.', {
  mode: word(
    'store: the files are sent to the store. node: they stay on their node, sealed, until somebody fetches them or their retention has passed; sealed there they count as verified.',
    ['store', 'node'] as const,
    'store',
  ),
  maxBytesPerNode: Type.Optional(
    bytesText("Stops the tool before its output exceeds this; at most the config's limit."),
  ),
  rollingInterval: durationText(
    'The tool begins a new file so often, and each is sent when it is whole, while the tool runs (with mode node: sealed): whole seconds, at most 1000 files; 0s: one file. For perf record and tcpdump.',
    '0s',
  ),
  compression: word(
    'How the files are compressed on their node before they are sent; those that are compressed already are not.',
    compressions,
    'zstd',
  ),
  maxUploadRate: bytesText(
    "Bytes a second that a node sends at most, of all files of the capture; never above the agent's own limit.",
    '50M',
  ),
  uploadDeadline: durationText(
    'How long the files may take to arrive after the tool has ended; with mode node: after they were asked for.',
    '30m',
  ),
  retention: durationText(
    'How long the files are kept after the end of the capture, in the store and on nodes.',
    '7d',
  ),
  deletionPolicy: word(
    'What the deletion of this object does to the files: Retain keeps them for their retention.',
    ['Retain', 'Delete'] as const,
    'Retain',
  ),
});

/** `spec.failurePolicy`: what a failed node does to the capture. */
export const failurePolicySchema = closedDefaulted('What a node that fails does to the capture.', {
  onError: word(
    'Continue: the others go on. Abort: they are stopped, and what there is is kept.',
    ['Continue', 'Abort'] as const,
    'Continue',
  ),
  minSuccessPercent: Type.Integer({
    description: 'Share of the selected nodes that must be verified for phase Succeeded.',
    minimum: 1,
    maximum: 100,
    default: 100,
  }),
  retries: Type.Integer({
    description: 'Further attempts on a node, for failures that can pass. They start later than the others.',
    minimum: 0,
    maximum: 10,
    default: 1,
  }),
  backoff: closedDefaulted('How long before a further attempt.', {
    initial: durationText('Before the first.', '5s'),
    max: durationText('At most.', '1m'),
    multiplier: Type.Integer({
      description: 'By which each is longer than the one before.',
      minimum: 1,
      maximum: 10,
      default: 2,
    }),
  }),
});

import * as Type from 'typebox';
import { powerToolSpecSchema } from '../kinds/power-tool.ts';
import { closed, word } from '../kinds/schema.ts';
import { commandSchema, podSchema } from './command-schema.ts';
import { fileSchema, processedFileSchema, text, unixUs, whole } from './file-schemas.ts';
import { outcomeSchema } from './outcome-schema.ts';

const nodeSchema = closed('One attempt on one node.', {
  node: text('Name of the node.'),
  nodeUid: text('Uid of the node.'),
  attempt: whole('Of this node, from 1.', 1),
  commandId: text('<run uid>.<node uid>.<attempt>'),
  wave: whole('Of the run, from 0.'),
  pods: Type.Array(podSchema, { description: 'What the tool was kept to; empty: the whole node.' }),
  state: text('How it ended for the capture: verified, failed, refused, cancelled or lost.'),
  reason: text('A constant word; empty where it is verified.'),
  message: text('A sentence; empty where it is verified.'),
  kernel: Type.Optional(text('Release of the kernel.')),
  start: Type.Optional(
    closed('How far from the planned instant the tool started.', {
      errorUs: Type.Integer({ description: 'Microseconds after it, by the best estimate.' }),
      uncertaintyUs: whole('By how much the estimate may be wrong, in microseconds.'),
    }),
  ),
  outcome: Type.Optional(outcomeSchema),
  files: Type.Array(fileSchema, { description: 'Sealed files, and whether they arrived.' }),
});

/** `manifest.json` of a run as it is read; docs/reference/manifest.schema.json says the same as a JSON Schema. */
export const manifestSchema = closed(
  'The manifest of a capture: who asked for what and why, what ran under which rules, and how every node ended.',
  {
    version: Type.Literal(1, { description: 'Of this form. Fields are only ever added to it.' }),
    runUid: text('Uid of the PowerTool.'),
    namespace: text('Namespace of the PowerTool.'),
    name: text('Name of the PowerTool.'),
    reason: text('Why it was taken, as was asked.'),
    requestedBy: text('Who asked; empty where that is not known.'),
    spec: powerToolSpecSchema,
    command: commandSchema,
    argv: Type.Array(Type.String(), {
      description: 'The argument list of every node, before its own values filled the slots.',
    }),
    outsidePolicy: Type.Optional(
      closed('What an argument policy that does not enforce had against it.', {
        policy: text('Name of the policy.'),
        enforcement: word('Its strength.', ['Warn', 'Audit'] as const),
        why: Type.Array(Type.String(), { description: 'Each with its field.' }),
      }),
    ),
    startsAtUnixUs: Type.Array(Type.Integer(), {
      description: "Start instants of the waves on the coordinator's clock. Microseconds since 1970.",
    }),
    completedUnixUs: unixUs('End of the capture.'),
    conclusion: closed('How it ended.', {
      phase: word('Of the PowerTool.', ['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled'] as const),
      reason: text('A constant word.'),
      message: text('A sentence.'),
    }),
    nodes: Type.Array(nodeSchema, { description: 'Every attempt on every node.' }),
    matchedNodes: whole('Nodes that the targets matched, before a sample was drawn.'),
    missingNodes: Type.Array(
      closed('A node that was chosen and could not be used.', {
        name: text('Of the node.'),
        reason: text('A constant word.'),
        message: text('A sentence.'),
      }),
      { description: 'They count as failed.' },
    ),
    processed: Type.Array(processedFileSchema, { description: 'What processors made of it.' }),
  },
);

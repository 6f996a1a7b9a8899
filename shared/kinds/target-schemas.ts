import * as Type from 'typebox';
import {
  bytesText,
  closed,
  closedDefaulted,
  durationText,
  list,
  name,
  nodeNamePattern,
  textMap,
  word,
} from './schema.ts';
import { labelKeyPattern, labelValuePattern } from './value-ranges.ts';

const selector = (description: string) =>
  closed(description, {
    matchLabels: Type.Optional(
      textMap('All of these labels with these values.', 63, { minProperties: 1, maxProperties: 32 }),
    ),
    matchExpressions: Type.Optional(
      Type.Array(
        closed('What a label has to be.', {
          key: Type.String({ description: 'Label.', pattern: labelKeyPattern, maxLength: 317 }),
          operator: word('How it is compared.', ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const),
          values: list(
            Type.String({ pattern: labelValuePattern, maxLength: 63 }),
            'For In and NotIn alone.',
            64,
          ),
        }),
        { description: 'All of these as well.', minItems: 1, maxItems: 16 },
      ),
    ),
  });

/** `spec.targets`: what is observed. */
export const targetsSchema = closed('Exactly one of nodeNames, nodeSelector, allNodes and labelSelector.', {
  nodeNames: Type.Optional(
    Type.Array(Type.String({ pattern: nodeNamePattern, maxLength: 253 }), {
      description: 'Nodes by name. One that is not connected counts as failed.',
      minItems: 1,
      maxItems: 5000,
    }),
  ),
  nodeSelector: Type.Optional(selector('Nodes by label.')),
  allNodes: Type.Optional(
    Type.Literal(true, {
      description: 'Every node of the cluster; in standalone mode every one that is connected.',
    }),
  ),
  labelSelector: Type.Optional(
    selector(
      'Pods by label, of this namespace; the tool runs on their nodes and sees their processes alone.',
    ),
  ),
  namespaceSelector: Type.Optional(
    selector('With labelSelector: pods of the namespaces with these labels instead.'),
  ),
  container: Type.Optional(
    name(
      'With labelSelector: only this container of each pod; absent: all of them. A pod without it is a fault.',
    ),
  ),
  sample: Type.Optional(
    closed('A part of the nodes that match, drawn by the uid of this object.', {
      maxNodes: Type.Optional(
        Type.Integer({ description: 'At most so many.', minimum: 1, maximum: 100_000 }),
      ),
      maxPercent: Type.Optional(
        Type.Integer({
          description: 'At most this share of them, in per cent, rounded up.',
          minimum: 1,
          maximum: 100,
        }),
      ),
      spreadBy: Type.Optional(
        Type.String({
          description: 'A label of nodes: as many as can be from each of its values.',
          pattern: labelKeyPattern,
          maxLength: 317,
        }),
      ),
    }),
  ),
  waitFor: durationText('How long to wait for a first match.', '0s'),
});

const pressureRise = (of: string) =>
  Type.Optional(
    Type.Integer({
      description: `By how much the ${of} pressure on the node (PSI some avg10, per cent) may rise above its value before the start.`,
      minimum: 1,
      maximum: 100,
    }),
  );

/** `spec.budgets`: what the capture may cost all nodes together, and each of them. */
export const budgetsSchema = closedDefaulted(
  'What the capture may cost all nodes together, and each of them.',
  {
    maxConcurrentNodes: Type.Integer({
      description:
        'Nodes at once; further ones come in waves, each with a start instant of its own. 0: all at once.',
      minimum: 0,
      maximum: 100_000,
      default: 0,
    }),
    maxPercentOfFleet: Type.Integer({
      description:
        'The capture is refused where it would take a larger share of the nodes that have an agent.',
      minimum: 1,
      maximum: 100,
      default: 100,
    }),
    perNodeOverheadPercent: Type.Integer({
      description:
        "What the tool's cgroup may take of one core on a node, in per cent and on average over 10 s, the first 5 s not counted. Above it the tool is stopped there, and what there is is kept. 0: its CPU cap alone holds.",
      minimum: 0,
      maximum: 100_000,
      default: 0,
    }),
    abortOnPressure: Type.Optional(
      Type.Object(
        { cpu: pressureRise('CPU'), memory: pressureRise('memory'), io: pressureRise('I/O') },
        {
          description:
            'Stops the tool on a node that suffers more than before the start, and keeps what there is. A node whose kernel does not tell its pressure is refused.',
          additionalProperties: false,
          minProperties: 1,
        },
      ),
    ),
    maxTotalBytes: bytesText(
      'The capture is stopped when the output of all nodes exceeds this; what there is is kept.',
      '100Gi',
    ),
  },
);

import type { TSchema } from 'typebox';
import * as Type from 'typebox';
import { conditionsSchema } from './condition-schema.ts';
import { type PowerToolStatus, phases } from './power-tool.ts';
import { word } from './schema.ts';
import type { PlacedExtensions } from './structural-schema.ts';

const instant = (description: string) => Type.String({ description, format: 'date-time' });
const textOf = (description: string, maxLength: number) => Type.String({ description, maxLength });
const count = (description: string) => Type.Integer({ description, minimum: 0 });
const milliseconds = (description: string) => Type.Optional(Type.Number({ description, minimum: 0 }));
const digest = (description: string) => textOf(description, 71);
const listOf = <Item extends TSchema>(item: Item, description: string, maxItems: number) =>
  Type.Array(item, { description, maxItems });

/** `status` of a PowerTool as the API server checks it. What is not here would be pruned, so all of it is here. */
export const powerToolStatusSchema = Type.Object(
  {
    phase: word('Where the capture is; the last four are final.', phases),
    conditions: conditionsSchema,
    nodes: Type.Object(
      {
        matched: count('Chosen by targets.'),
        selected: count('Of those, the ones that the capture runs on.'),
        running: count('The tool runs.'),
        captured: count('The tool ended as planned.'),
        verified: count(
          'All files are in the store, sizes and digests compared; with output.mode node: sealed on the node.',
        ),
        failed: count('Failed or cancelled.'),
        refused: count('The agent refused.'),
        lost: count('The node was not heard of again.'),
        late: count('Files came after the upload deadline.'),
      } satisfies Record<keyof PowerToolStatus['nodes'], TSchema>,
      { description: 'How many nodes.' },
    ),
    start: Type.Optional(
      Type.Object(
        {
          plannedAt: instant("The start instant, on the coordinator's clock."),
          skewP50Ms: milliseconds('How far the starts were from it: the median.'),
          skewMaxMs: milliseconds('The largest.'),
          clockUncertaintyMs: milliseconds('How well the clocks of the nodes are known.'),
        } satisfies Record<keyof NonNullable<PowerToolStatus['start']>, TSchema>,
        { description: 'How well the nodes started together.' },
      ),
    ),
    bytes: Type.Object(
      {
        captured: count('Sealed on the nodes.'),
        stored: count('Proven in the store.'),
        kept: Type.Optional(count('Kept on the nodes, and not in the store.')),
      } satisfies Record<keyof PowerToolStatus['bytes'], TSchema>,
      { description: 'Bytes of the files.' },
    ),
    effective: Type.Optional(
      Type.Object(
        {
          argv: listOf(Type.String({ maxLength: 4096 }), 'The canonical command line.', 256),
          config: textOf('PowerToolConfig.', 253),
          configDigest: digest('Of that config.'),
          policyDigest: digest('Of its argument policy.'),
          binaryDigest: digest('Of the executable that ran.'),
        } satisfies Record<keyof NonNullable<PowerToolStatus['effective']>, TSchema>,
        { description: 'What ran.' },
      ),
    ),
    artifacts: listOf(
      Type.Object(
        {
          node: textOf('Node.', 253),
          file: textOf('Name of the file.', 255),
          sizeBytes: count('Size in bytes.'),
          sha256: digest('Digest of the bytes.'),
          key: textOf('Key in the store; empty: it is not there.', 1024),
          reason: Type.Optional(word('It is on its node and not in the store.', ['KeptOnNode'] as const)),
        } satisfies Record<keyof PowerToolStatus['artifacts'][number], TSchema>,
        { description: 'A file in the store, or kept on its node.' },
      ),
      'The first 20 files; the manifest lists all.',
      20,
    ),
    failures: listOf(
      Type.Object(
        {
          node: textOf('Node.', 253),
          reason: textOf('One word for programs.', 128),
          message: textOf('One sentence for people.', 32_768),
        } satisfies Record<keyof PowerToolStatus['failures'][number], TSchema>,
        { description: 'A node that is not verified.' },
      ),
      'The first 20 nodes that are not verified; the manifest lists all.',
      20,
    ),
    reports: listOf(
      Type.Object(
        {
          kind: textOf('Step that made it.', 64),
          key: textOf('Key in the store.', 1024),
        } satisfies Record<keyof PowerToolStatus['reports'][number], TSchema>,
        { description: 'A result.' },
      ),
      'Results that people open.',
      512,
    ),
    manifest: Type.Optional(textOf('Key of the manifest in the store.', 1024)),
    firings: Type.Optional(
      Type.Object(
        {
          lastScheduleTime: Type.Optional(instant('The last instant that was dealt with, fired or not.')),
          nextScheduleTime: Type.Optional(instant('The next one.')),
          lastSuccessfulTime: Type.Optional(instant('When a firing succeeded last.')),
          fired: count('PowerTools created.'),
          missed: count('Instants that nothing was created for.'),
          active: listOf(Type.String({ maxLength: 63 }), 'Names of those under way, the first 20.', 20),
        } satisfies Record<keyof NonNullable<PowerToolStatus['firings']>, TSchema>,
        { description: 'What a template has fired.' },
      ),
    ),
    startedAt: Type.Optional(instant('The planned start.')),
    completedAt: Type.Optional(instant('When the phase became final.')),
  } satisfies Record<keyof PowerToolStatus, TSchema>,
  { description: 'What has become of the capture; written by the coordinator alone.' },
);

export const statusExtensions: PlacedExtensions = new Map([
  ['conditions', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] }],
]);

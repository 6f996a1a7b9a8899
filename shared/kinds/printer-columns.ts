import type { KindName } from './kinds.ts';

/** A column of `kubectl get`, as apiextensions.k8s.io/v1 defines it; those of priority 1 come with `-o wide` only. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'date';
  readonly jsonPath: string;
  readonly description?: string;
  readonly priority?: 1;
}

const ready: PrinterColumn = {
  name: 'Ready',
  type: 'string',
  jsonPath: '.status.conditions[?(@.type=="Ready")].status',
};
const reason: PrinterColumn = {
  name: 'Reason',
  type: 'string',
  jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
  description: 'Why it is ready or not',
  priority: 1,
};
const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

export const printerColumns: Readonly<Record<KindName, readonly PrinterColumn[]>> = {
  PowerTool: [
    { name: 'Tool', type: 'string', jsonPath: '.spec.tool.name' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    {
      name: 'Verified',
      type: 'integer',
      jsonPath: '.status.nodes.verified',
      description:
        'Nodes whose files are in the store, sizes and digests compared, or kept there as was asked',
    },
    {
      name: 'Nodes',
      type: 'integer',
      jsonPath: '.status.nodes.selected',
      description: 'Nodes that the capture runs on',
    },
    {
      name: 'Skew',
      type: 'number',
      jsonPath: '.status.start.skewMaxMs',
      description: 'Milliseconds between the start instant and the start farthest from it',
    },
    { name: 'Bytes', type: 'integer', jsonPath: '.status.bytes.stored', description: 'Bytes in the store' },
    age,
    {
      name: 'Reason',
      type: 'string',
      jsonPath: '.status.conditions[?(@.type=="Complete")].reason',
      description: 'Why the phase is what it is, once it is final',
      priority: 1,
    },
    {
      name: 'Report',
      type: 'string',
      jsonPath: '.status.reports[0].key',
      description: 'The first report in the store',
      priority: 1,
    },
  ],
  PowerToolConfig: [
    { name: 'Source', type: 'string', jsonPath: '.spec.binary.source' },
    { name: 'Policy', type: 'string', jsonPath: '.spec.argumentPolicy' },
    ready,
    {
      name: 'Nodes',
      type: 'integer',
      jsonPath: '.status.nodes.supported',
      description: 'Connected agents that can run it',
    },
    age,
    { name: 'Path', type: 'string', jsonPath: '.spec.binary.path', priority: 1 },
    reason,
  ],
  PowerToolArgumentPolicy: [
    { name: 'Tool', type: 'string', jsonPath: '.spec.tool' },
    { name: 'Enforcement', type: 'string', jsonPath: '.spec.enforcement' },
    { name: 'Longest', type: 'string', jsonPath: '.spec.maxDuration' },
    ready,
    age,
    {
      name: 'Digest',
      type: 'string',
      jsonPath: '.status.digest',
      description: 'As in status.effective.policyDigest of captures',
      priority: 1,
    },
    reason,
  ],
  PowerToolProcessing: [
    { name: 'Tool', type: 'string', jsonPath: '.spec.source.tool' },
    { name: 'Timeout', type: 'string', jsonPath: '.spec.timeout' },
    ready,
    age,
  ],
};

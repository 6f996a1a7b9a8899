import { toDurationText } from '../../shared/domain/duration.ts';
import { toBytesText } from '../../shared/domain/quantity.ts';
import type { Capture__Output } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import type { Node__Output } from '../../shared/rpc/generated/toe/v1/Node.ts';
import type { ToolDescription__Output } from '../../shared/rpc/generated/toe/v1/ToolDescription.ts';
import { toCaptureView, toPowerToolObject } from '../capture/capture-view.ts';
import type { ObjectView } from './print-objects.ts';

export const captureObjects: ObjectView<Capture__Output> = {
  header: ['NAMESPACE', 'NAME', 'TOOL', 'PHASE', 'VERIFIED', 'FAILED', 'SIZE', 'STARTED'],
  wideHeader: ['DURATION', 'SKEW MAX', 'ARGV'],
  row: (capture) => {
    const view = toCaptureView(capture);
    return [
      view.namespace,
      view.name,
      view.tool,
      view.phase,
      `${view.verified}/${view.selected}`,
      `${view.failed}`,
      toBytesText(view.storedBytes),
      view.startedAt === '' ? '-' : view.startedAt,
    ];
  },
  wideRow: (capture) => {
    const view = toCaptureView(capture);
    const skew = view.start?.skewMaxMs;
    return [view.durationText, skew === undefined ? '-' : `${skew} ms`, view.argv.join(' ')];
  },
  object: toPowerToolObject,
  name: (capture) => `powertool/${capture.name}`,
  none: 'No captures. Next: toe capture perf --duration 10s',
};

export const nodeObjects: ObjectView<Node__Output> = {
  header: ['NAME', 'CONNECTED', 'TOOLS', 'CPUS', 'MEMORY', 'KERNEL', 'CGROUP'],
  wideHeader: ['ARCH', 'AGENT', 'CLOCK ±', 'SPOOL FREE', 'LABELS', 'UNUSABLE TOOLS'],
  row: (node) => [
    node.name,
    [node.connected ? 'yes' : 'no', ...node.conditions].join(', '),
    usableTools(node).join(',') || '-',
    node.cpus === 0 ? '-' : `${node.cpus}`,
    node.memoryBytes === 0 ? '-' : toBytesText(node.memoryBytes),
    node.kernel || '-',
    node.cgroupMode || '-',
  ],
  wideRow: (node) => [
    node.arch || '-',
    node.agentVersion || '-',
    node.clockUncertaintyMs < 0 ? '-' : `${node.clockUncertaintyMs.toFixed(2)} ms`,
    toBytesText(node.spoolFreeBytes),
    Object.entries(node.labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',') || '-',
    node.tools
      .filter((tool) => tool.problem !== '')
      .map((tool) => `${tool.name}: ${tool.problem}`)
      .join('; ') || '-',
  ],
  object: ({ perfEvents, tools, labels, ...facts }) => ({
    ...facts,
    labels,
    tools: tools.map((tool) => ({ ...tool })),
    perfEvents: perfEvents === null ? null : { ...perfEvents },
  }),
  name: (node) => `node/${node.name}`,
  none: 'No nodes: no agent has connected',
};

export const toolObjects: ObjectView<ToolDescription__Output> = {
  header: ['NAME', 'READY', 'NODES', 'LONGEST', 'DESCRIPTION'],
  wideHeader: ['SUBCOMMANDS', 'PROBLEM'],
  row: (tool) => [
    tool.name,
    tool.ready ? 'yes' : 'no',
    `${tool.nodesSupported}/${tool.nodesSupported + tool.nodesUnsupported}`,
    tool.maxDurationMs > 0 ? toDurationText(tool.maxDurationMs) : '-',
    tool.ready || tool.problem === '' ? tool.description : tool.problem,
  ],
  wideRow: (tool) => [tool.subcommands.filter((word) => word !== '').join(',') || '-', tool.problem || '-'],
  object: (tool) => ({ ...tool, subcommands: [...tool.subcommands] }),
  name: (tool) => `tool/${tool.name}`,
  none: 'No tools',
};

const usableTools = (node: Node__Output): readonly string[] =>
  node.tools.filter((tool) => tool.problem === '').map((tool) => tool.name);

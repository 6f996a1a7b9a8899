import type { JsonObject } from '../../shared/rpc/struct.ts';
import type { TargetOptions } from './capture-options.ts';
import { readDuration, readLabels, readWhole, withSome } from './read-amounts.ts';

/** `spec.targets` from what was typed; undefined where faults are added. `onlyNode` is what is meant by nothing. */
export function buildTargets(
  options: TargetOptions,
  onlyNode: string | undefined,
  faults: string[],
): JsonObject | undefined {
  const chosen = chooseNodes(options, onlyNode, faults);
  readDuration('--wait-for', options.waitFor, faults);
  const sample = buildSample(options, faults);
  if (options.container !== undefined && options.pods === undefined) {
    faults.push('--container chooses among the containers of pods: give --pods app=web as well');
  }
  if (chosen === undefined) return undefined;
  return { ...chosen, container: options.container, sample, waitFor: options.waitFor };
}

/** Exactly one way to choose. */
function chooseNodes(
  { node = [], nodes, selector, all, pods }: TargetOptions,
  onlyNode: string | undefined,
  faults: string[],
): JsonObject | undefined {
  const given = [
    node.length > 0 ? '--node' : '',
    nodes === undefined ? '' : '--nodes',
    selector === undefined ? '' : '--selector',
    pods === undefined ? '' : '--pods',
    all === true ? '--all' : '',
  ].filter((option) => option !== '');
  if (given.length > 1) {
    faults.push(`${given.join(' and ')} exclude one another: give one of them`);
    return undefined;
  }
  if (all === true) return { allNodes: true };
  if (nodes !== undefined) return select('nodeSelector', '--nodes', nodes, faults);
  if (selector !== undefined) return select('nodeSelector', '--selector', selector, faults);
  if (pods !== undefined) return select('labelSelector', '--pods', pods, faults);
  if (node.length > 0) return { nodeNames: node };
  if (onlyNode !== undefined) return { nodeNames: [onlyNode] };
  faults.push('no node is chosen: give --node NAME, --nodes key=value, --pods key=value or --all');
  return undefined;
}

function select(
  field: 'nodeSelector' | 'labelSelector',
  option: string,
  text: string,
  faults: string[],
): JsonObject | undefined {
  const matchLabels = readLabels(option, text, faults);
  return matchLabels === undefined ? undefined : { [field]: { matchLabels } };
}

function buildSample(options: TargetOptions, faults: string[]): JsonObject | undefined {
  const maxNodes = readWhole('--max-nodes', options.maxNodes, [1, 5000, 'nodes'], faults);
  const maxPercent = readWhole('--max-percent', options.maxPercent, [1, 100, 'per cent'], faults);
  return withSome({ maxNodes, maxPercent, spreadBy: options.spreadBy });
}

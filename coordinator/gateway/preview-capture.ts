import { describeSight } from '../../shared/arguments/describe-sight.ts';
import { plainMetadata } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import type { PreviewCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/PreviewCaptureRequest.ts';
import type { PreviewCaptureResponse } from '../../shared/rpc/generated/toe/v1/PreviewCaptureResponse.ts';
import { fromStruct } from '../../shared/rpc/struct.ts';
import type { Plan } from '../planning/plan.ts';
import { type Acceptance, acceptCapture } from '../reconcile/accept.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { previewLine, toLineSpec } from './preview-line.ts';

const previewLimitMs = 10_000;

/**
 * What a capture of this spec would do now: decided by the code that accepts captures, without writing anything. Every
 * fault is told by itself; what would be executed is told whenever the arguments are allowed, whatever else is not.
 */
export async function previewCapture(
  request: Pick<PreviewCaptureRequest__Output, 'namespace' | 'spec'>,
  deps: Pick<GatewayDeps, 'stages'>,
): Promise<PreviewCaptureResponse> {
  const namespace = request.namespace || 'default';
  const written = fromStruct(request.spec);
  const valid = validateSpec('PowerTool', written);
  const spec = valid.kind === 'valid' ? valid.spec : toLineSpec(written);
  const line = spec === undefined ? undefined : await previewLine(spec, namespace, deps.stages);
  const executed =
    line?.kind === 'allowed' ? { argv: [...line.argv], durationMs: line.command.durationMs } : {};
  if (valid.kind === 'invalid') {
    const faults = valid.faults.map(({ path, message }) => `${path}: ${message}`);
    if (line?.kind === 'refused') faults.push(...line.faults);
    return { ...executed, faults, verdict: 'refused' };
  }
  const caps = line?.kind === 'allowed' ? line.command.caps : null;
  const acceptance = await accept(valid.spec, namespace, deps);
  return { ...executed, caps, ...toAnswer(acceptance) };
}

async function accept(
  spec: PowerToolSpec,
  namespace: string,
  { stages }: Pick<GatewayDeps, 'stages'>,
): Promise<Acceptance> {
  const metadata = {
    ...plainMetadata,
    namespace,
    name: 'preview',
    uid: 'preview',
    generation: 1,
    creationTimestamp: new Date(stages.clock.unixUs() / 1_000).toISOString(),
  };
  const resource = { kind: 'PowerTool', metadata, spec } as const;
  return acceptCapture(resource, '', stages, AbortSignal.timeout(previewLimitMs));
}

function toAnswer(acceptance: Acceptance): PreviewCaptureResponse {
  switch (acceptance.kind) {
    case 'accepted': {
      const { nodes, missing, outsidePolicy } = acceptance.plan;
      // What a policy only audits is not for whoever asks.
      const warnings = outsidePolicy?.enforcement === 'Warn' ? [...outsidePolicy.why] : [];
      const faults = missing.map(({ name, message }) => `spec.targets: node "${name}": ${message}`);
      const verdict = faults.length > 0 ? 'refused' : 'allowed';
      const notes = toNotes(acceptance.plan);
      return { nodes: nodes.map((node) => node.name), faults, warnings, verdict, notes };
    }
    case 'waiting':
      return { notes: [acceptance.message], verdict: 'waiting' };
    case 'refused':
      return { faults: [...(acceptance.faults ?? [acceptance.message])], verdict: 'refused' };
    default:
      return acceptance satisfies never;
  }
}

function toNotes({ spec, command: { tool, args } }: Plan): string[] {
  const scope = spec.targets.labelSelector === undefined ? 'node' : 'pods';
  const sight = describeSight(tool, args, scope);
  const { mode, retention } = spec.output;
  return [
    ...(sight === undefined ? [] : [`The tool sees ${sight}`]),
    ...(mode === 'node'
      ? [`Its files stay on their nodes until they are fetched, at most ${retention}`]
      : []),
  ];
}

import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import type { PreviewCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/PreviewCaptureRequest.ts';
import type { PreviewCaptureResponse } from '../../shared/rpc/generated/toe/v1/PreviewCaptureResponse.ts';
import { fromStruct } from '../../shared/rpc/struct.ts';
import { acceptCapture } from '../reconcile/accept.ts';
import type { GatewayDeps } from './gateway-deps.ts';

/** What a capture of this spec would do now: decided by the code that accepts captures, without writing anything. */
export async function previewCapture(
  request: PreviewCaptureRequest__Output,
  deps: GatewayDeps,
): Promise<PreviewCaptureResponse> {
  const valid = validateSpec('PowerTool', fromStruct(request.spec));
  if (valid.kind === 'invalid') {
    return { faults: valid.faults.map((fault) => `${fault.path}: ${fault.message}`) };
  }
  const metadata = {
    namespace: request.namespace || 'default',
    name: 'preview',
    uid: 'preview',
    generation: 1,
    creationTimestamp: '',
    labels: {},
    annotations: {},
  };
  const acceptance = await acceptCapture({ kind: 'PowerTool', metadata, spec: valid.spec }, deps.stages);
  if (acceptance.kind === 'refused') return { faults: [acceptance.message] };
  const { plan } = acceptance;
  return {
    nodes: plan.nodes.map((node) => node.name),
    argv: [plan.command.binary.path || plan.command.tool, ...plan.argv],
    caps: plan.command.caps,
    durationMs: plan.command.durationMs,
    faults: plan.missing.map((node) => `spec.targets: node "${node}" has no connected agent`),
  };
}

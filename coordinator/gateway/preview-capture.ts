import { plainMetadata } from '../../shared/kinds/kinds.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import type { PreviewCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/PreviewCaptureRequest.ts';
import type { PreviewCaptureResponse } from '../../shared/rpc/generated/toe/v1/PreviewCaptureResponse.ts';
import { fromStruct } from '../../shared/rpc/struct.ts';
import { acceptCapture } from '../reconcile/accept.ts';
import type { GatewayDeps } from './gateway-deps.ts';

const previewLimitMs = 10_000;

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
    ...plainMetadata,
    namespace: request.namespace || 'default',
    name: 'preview',
    uid: 'preview',
    generation: 1,
    creationTimestamp: new Date(0).toISOString(),
  };
  const resource = { kind: 'PowerTool', metadata, spec: valid.spec } as const;
  const limit = AbortSignal.timeout(previewLimitMs);
  const acceptance = await acceptCapture(resource, '', deps.stages, limit);
  if (acceptance.kind !== 'accepted') return { faults: [acceptance.message] };
  const { plan } = acceptance;
  return {
    nodes: plan.nodes.map((node) => node.name),
    argv: [plan.command.binary.path || plan.command.tool, ...plan.argv],
    caps: plan.command.caps,
    durationMs: plan.command.durationMs,
    // What a policy only audits is not for whoever asks.
    warnings: plan.outsidePolicy?.enforcement === 'Warn' ? [...plan.outsidePolicy.why] : [],
    faults: plan.missing.map(({ name, message }) => `spec.targets: node "${name}": ${message}`),
  };
}

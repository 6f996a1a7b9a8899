import type { CaptureServiceHandlers } from '../../shared/rpc/generated/toe/v1/CaptureService.ts';
import { answer, answerStream } from './answer.ts';
import { listArtifacts } from './artifacts.ts';
import { createCapture, deleteCapture, readCapture, stopCapture, toRef } from './captures.ts';
import { fetchArtifacts } from './fetch-artifacts.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { listNodes } from './list-nodes.ts';
import { listTools } from './list-tools.ts';
import { previewCapture } from './preview-capture.ts';
import { readArtifact } from './read-artifact.ts';
import { readBundle } from './read-bundle.ts';
import { readManifest } from './read-manifest.ts';
import { toCapture } from './to-capture.ts';
import { watchCapture } from './watch-capture.ts';

/** The handlers of CaptureService; one function for each method, in files beside this one. */
export function makeCaptureService(deps: GatewayDeps): CaptureServiceHandlers {
  return {
    ListNodes: answer('ListNodes', deps, async () => listNodes(deps)),
    ListTools: answer('ListTools', deps, async () => listTools(deps)),
    PreviewCapture: answer('PreviewCapture', deps, async (request) => previewCapture(request, deps)),
    CreateCapture: answer('CreateCapture', deps, async (request, caller) =>
      createCapture(request, caller, deps),
    ),
    GetCapture: answer('GetCapture', deps, async (request) => readCapture(toRef(request), deps)),
    ListCaptures: answer('ListCaptures', deps, async (request) => {
      const stored = await deps.source.listPowerTools(request.namespace);
      return { captures: stored.map((each) => toCapture(each, undefined, deps)) };
    }),
    WatchCapture: answerStream('WatchCapture', deps, (call) => watchCapture(call, deps)),
    StopCapture: answer('StopCapture', deps, async (request, caller) =>
      stopCapture(toRef(request), caller, deps),
    ),
    DeleteCapture: answer('DeleteCapture', deps, async (request, caller) => {
      await deleteCapture(toRef(request), caller, deps);
      return {};
    }),
    ListArtifacts: answer('ListArtifacts', deps, async (request) => listArtifacts(request, deps)),
    FetchArtifacts: answer('FetchArtifacts', deps, async (request, caller) =>
      fetchArtifacts(request, caller, deps),
    ),
    ReadArtifact: answerStream('ReadArtifact', deps, (call) => readArtifact(call, deps)),
    ReadManifest: answerStream('ReadManifest', deps, (call) => readManifest(call, deps)),
    ReadBundle: answerStream('ReadBundle', deps, (call) => readBundle(call, deps)),
  };
}

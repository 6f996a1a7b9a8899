import type { ServerWritableStream } from '@grpc/grpc-js';
import type { CaptureServiceHandlers } from '../../shared/rpc/generated/toe/v1/CaptureService.ts';
import { answer, readCaller, toStatusError } from './answer.ts';
import { listArtifacts, readArtifact } from './artifacts.ts';
import { createCapture, deleteCapture, readCapture, stopCapture, toRef } from './captures.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { listNodes } from './list-nodes.ts';
import { listTools } from './list-tools.ts';
import { previewCapture } from './preview-capture.ts';
import { toCapture } from './to-capture.ts';
import { watchCapture } from './watch-capture.ts';

/** The handlers of CaptureService; one function for each method, in files beside this one. */
export function makeCaptureService(deps: GatewayDeps): CaptureServiceHandlers {
  const { log } = deps;
  return {
    ListNodes: answer('ListNodes', log, async () => listNodes(deps)),
    ListTools: answer('ListTools', log, async () => listTools(deps)),
    PreviewCapture: answer('PreviewCapture', log, async (request) => previewCapture(request, deps)),
    CreateCapture: answer('CreateCapture', log, async (request, caller) =>
      createCapture(request, caller, deps),
    ),
    GetCapture: answer('GetCapture', log, async (request) => readCapture(toRef(request), deps)),
    ListCaptures: answer('ListCaptures', log, async (request) => {
      const stored = await deps.source.listPowerTools(request.namespace);
      return { captures: stored.map((each) => toCapture(each, undefined, deps)) };
    }),
    WatchCapture: (call) => {
      stream('WatchCapture', call, async () => watchCapture(call, deps), deps);
    },
    StopCapture: answer('StopCapture', log, async (request, caller) =>
      stopCapture(toRef(request), caller, deps),
    ),
    DeleteCapture: answer('DeleteCapture', log, async (request, caller) => {
      await deleteCapture(toRef(request), caller, deps);
      return {};
    }),
    ListArtifacts: answer('ListArtifacts', log, async (request) => listArtifacts(toRef(request), deps)),
    ReadArtifact: (call) => {
      stream('ReadArtifact', call, async () => readArtifact(call, deps), deps);
    },
  };
}

/** Runs a streaming handler: its end ends the call, what it throws becomes the call's status. */
function stream<Request, Response>(
  method: string,
  call: ServerWritableStream<Request, Response>,
  work: () => Promise<void>,
  deps: GatewayDeps,
): void {
  const serve = async (): Promise<void> => {
    const caller = readCaller(call);
    deps.log.debug({ method, caller: caller.name }, 'Stream opened');
    await work();
  };
  serve().then(
    () => call.end(),
    (error: unknown) => call.emit('error', toStatusError(method, error, deps.log)),
  );
}

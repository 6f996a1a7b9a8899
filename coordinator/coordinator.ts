import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HealthImplementation } from 'grpc-health-check';
import { defaultConfigs } from '../shared/arguments/default-configs.ts';
import type { Log } from '../shared/log.ts';
import { openOpsServer } from '../shared/ops-server.ts';
import { loadPackage, loadServices } from '../shared/rpc/load-services.ts';
import { artifactServiceDefinition } from '../shared/rpc/write-codec.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import type { Failpoints } from '../shared/runtime/failpoint.ts';
import { type Part, untilAborted } from '../shared/runtime/group.ts';
import { makeAgentService } from './agents/agent-service.ts';
import { Sessions } from './agents/sessions.ts';
import { makeArtifactService } from './artifacts/artifact-service.ts';
import { openDiskStore } from './artifacts/disk-store.ts';
import { raiseWindows } from './artifacts/raise-windows.ts';
import type { CoordinatorConfig } from './config.ts';
import { makeCaptureService } from './gateway/capture-service.ts';
import { makeReflection } from './gateway/make-reflection.ts';
import { chooseIdentity } from './identity/choose-identity.ts';
import type { Reviews } from './identity/reviews.ts';
import { makeCoordinatorMetrics } from './metrics.ts';
import { nextEpoch } from './next-epoch.ts';
import { Reconciler } from './reconcile/reconciler.ts';
import type { StageDeps } from './reconcile/stage.ts';
import { noEvents } from './resources/event-recorder.ts';
import { openResourceFolder } from './resources/standalone/open-resource-folder.ts';
import { openGrpcServer } from './serve-grpc.ts';
import { ServerCertificate } from './server-certificate.ts';

/** A coordinator whose ports are bound; `parts` are to be run as a group, in this order. */
export interface OpenedCoordinator {
  readonly agentAddress: string;
  readonly apiAddress: string;
  readonly opsAddress: string;
  readonly parts: readonly Part[];
  /** Resolves when no agent is connected any more, or when the signal aborts. */
  untilAgentsGone(signal: AbortSignal): Promise<void>;
}

/** After a start, agents need a moment to come back before "no node matches" is the truth. */
const standaloneSettleMs = 5_000;
/** Silence of three heartbeats and a bit is the end of a session's lease. */
const leaseOfHeartbeats = 3.5;

/** Opens a standalone coordinator: its folder, its store and its three ports. Throws an Error with a remedy. */
export async function openCoordinator(
  config: CoordinatorConfig,
  deps: {
    readonly log: Log;
    readonly failpoints: Failpoints;
    /** Undefined outside Kubernetes. */
    readonly reviews?: Reviews | undefined;
  },
): Promise<OpenedCoordinator> {
  const { log, failpoints } = deps;
  const clock = systemClock;
  const identity = chooseIdentity(config.identity, { reviews: deps.reviews, clock, log });
  const certificate = await ServerCertificate.open(
    {
      certificate: config.tlsCertificate,
      key: config.tlsKey,
      authority: config.identity.kind === 'certificates' ? config.identity.authority : undefined,
    },
    { clock, log },
  );
  const source = await openResourceFolder({ dataDir: config.dataDirectory, defaults: defaultConfigs, log });
  const epoch = await nextEpoch(config.dataDirectory);
  const root = join(config.dataDirectory, 'store');
  const store = await openDiskStore({ root, floorBytes: config.storeFloorBytes, clock, failpoints });
  const workDirectory = join(config.dataDirectory, 'work', randomUUID());
  await mkdir(workDirectory, { recursive: true, mode: 0o700 });

  const times = {
    heartbeatIntervalMs: config.heartbeatIntervalMs,
    leaseMs: Math.round(config.heartbeatIntervalMs * leaseOfHeartbeats),
  };
  const sessions = new Sessions({ clock, log, times });
  const stageTimes = {
    prepareTimeoutMs: config.prepareTimeoutMs,
    settleMs: standaloneSettleMs,
    ledSinceUs: clock.monotonicUs(),
  };
  const stages: StageDeps = {
    source,
    store,
    sessions,
    cluster: undefined,
    events: noEvents,
    clock,
    log,
    times: stageTimes,
    workDirectory,
  };
  const reconciler = new Reconciler(stages);
  sessions.listen(reconciler);
  const metrics = makeCoordinatorMetrics(sessions);

  const definition = loadPackage();
  const services = loadServices(definition);
  const agentServer = await openGrpcServer(config.agentListen, certificate.makeCredentials(), (server) => {
    server.addService(
      services.AgentService.service,
      makeAgentService({ identity, sessions, clock, log, epoch }),
    );
    server.addService(
      artifactServiceDefinition,
      makeArtifactService({
        store,
        identify: (call) => identity.identifyNode(call),
        acceptsRun: (runUid, nodeUid) => reconciler.knowsRun(runUid, nodeUid),
        onReceipt: (event) => {
          metrics.countReceipt(event.receipt.sizeBytes);
          reconciler.onReceipt(event);
        },
        onProgress: ({ commandId }) => reconciler.onProgress(commandId),
        log,
      }),
    );
    new HealthImplementation({ '': 'SERVING', 'toe.v1.AgentService': 'SERVING' }).addToServer(server);
  });
  const apiServer = await openGrpcServer(config.apiListen, certificate.makeCredentials(), (server) => {
    const gateway = { source, store, sessions, reconciler, clock, log, identity, home: config.home, stages };
    server.addService(services.CaptureService.service, makeCaptureService(gateway));
    new HealthImplementation({ '': 'SERVING', 'toe.v1.CaptureService': 'SERVING' }).addToServer(server);
    makeReflection(definition).addToServer(server);
  });
  const checks = new Map([['store', () => ({ kind: 'ready' }) as const]]);
  const ops = await openOpsServer({ listen: config.opsListen, registry: metrics.registry, checks });

  const watch: Part = (signal) => source.watch((ref) => reconciler.onResource(ref), signal);
  const holdStore: Part = async (signal) => {
    using _windows = raiseWindows();
    await untilAborted(signal);
    await store[Symbol.asyncDispose]();
    await rm(workDirectory, { recursive: true, force: true });
  };
  return {
    agentAddress: agentServer.address,
    apiAddress: apiServer.address,
    opsAddress: ops.address,
    untilAgentsGone: (signal) => sessions.untilNoneConnected(signal),
    parts: [
      ops.part,
      holdStore,
      (signal) => reconciler.run(signal),
      watch,
      (signal) => certificate.watch(signal),
      agentServer.part,
      apiServer.part,
    ],
  };
}

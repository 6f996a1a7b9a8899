import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HealthImplementation } from 'grpc-health-check';
import { defaultConfigs } from '../shared/arguments/default-configs.ts';
import type { Log } from '../shared/log.ts';
import { openOpsServer } from '../shared/ops-server.ts';
import { loadPackage, loadServices } from '../shared/rpc/load-services.ts';
import { readPeerIdentity } from '../shared/rpc/peer-identity.ts';
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
import { makeCoordinatorMetrics } from './metrics.ts';
import { nextEpoch } from './next-epoch.ts';
import { Reconciler } from './reconcile/reconciler.ts';
import type { StageDeps } from './reconcile/stage.ts';
import { noEvents } from './resources/event-recorder.ts';
import { openResourceFolder } from './resources/standalone/open-resource-folder.ts';
import { openGrpcServer, type TlsFiles } from './serve-grpc.ts';

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
  deps: { readonly log: Log; readonly failpoints: Failpoints },
): Promise<OpenedCoordinator> {
  const { log, failpoints } = deps;
  const clock = systemClock;
  const tls = await readTlsFiles(config);
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
  const agentServer = await openGrpcServer(config.agentListen, tls, (server) => {
    server.addService(services.AgentService.service, makeAgentService({ sessions, clock, log, epoch }));
    server.addService(
      artifactServiceDefinition,
      makeArtifactService({
        store,
        identify: (call) => {
          const identity = readPeerIdentity(call);
          return identity.kind === 'node' ? { name: identity.name, uid: identity.uid } : undefined;
        },
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
  const apiServer = await openGrpcServer(config.apiListen, tls, (server) => {
    const gateway = { source, store, sessions, reconciler, clock, log, stages };
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
    parts: [ops.part, holdStore, (signal) => reconciler.run(signal), watch, agentServer.part, apiServer.part],
  };
}

async function readTlsFiles(config: CoordinatorConfig): Promise<TlsFiles> {
  const read = async (path: string, what: string): Promise<Buffer> => {
    try {
      return await readFile(path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`Cannot read the ${what}: ${why}`, { cause: error });
    }
  };
  return {
    authority: await read(config.tlsAuthority, 'certificate authority (TOE_TLS_CA)'),
    certificate: await read(config.tlsCertificate, 'certificate (TOE_TLS_CERT)'),
    key: await read(config.tlsKey, 'key (TOE_TLS_KEY)'),
  };
}

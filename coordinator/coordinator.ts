import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HealthImplementation } from 'grpc-health-check';
import type { Log } from '../shared/log.ts';
import { openOpsServer, type ReadyCheck } from '../shared/ops-server.ts';
import { loadPackage, loadServices } from '../shared/rpc/load-services.ts';
import { artifactServiceDefinition } from '../shared/rpc/write-codec.ts';
import { abortLater } from '../shared/runtime/abort-later.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import type { Failpoints } from '../shared/runtime/failpoint.ts';
import { type Part, runGroup, untilAborted } from '../shared/runtime/group.ts';
import { makeAgentService } from './agents/agent-service.ts';
import { openStorePlace } from './artifacts/open-store-place.ts';
import { raiseWindows } from './artifacts/raise-windows.ts';
import type { CoordinatorConfig } from './config.ts';
import { delegate } from './delegate.ts';
import { makeReflection } from './gateway/make-reflection.ts';
import { CallRelay } from './gateway/relay-calls.ts';
import { chooseIdentity } from './identity/choose-identity.ts';
import type { Reviews } from './identity/reviews.ts';
import { makeCoordinatorMetrics } from './metrics.ts';
import { openPlatform } from './open-platform.ts';
import { refuseCall } from './refuse-call.ts';
import { openGrpcServer } from './serve-grpc.ts';
import { ServerCertificate } from './server-certificate.ts';
import { openTerm, type Term } from './term.ts';

/** A coordinator whose ports are bound; `parts` are to be run as a group, in this order. */
export interface OpenedCoordinator {
  readonly agentAddress: string;
  readonly apiAddress: string;
  readonly opsAddress: string;
  readonly parts: readonly Part[];
  /** Resolves once calls are answered: when it leads, or in Kubernetes at once, since it may follow. */
  readonly serving: Promise<void>;
  /** Resolves when no agent is connected any more, or when the signal aborts. */
  untilAgentsGone(signal: AbortSignal): Promise<void>;
}

/** Opens a coordinator: its platform and its three ports. Throws an Error with a remedy. */
export async function openCoordinator(
  config: CoordinatorConfig,
  deps: {
    readonly log: Log;
    readonly failpoints: Failpoints;
    /** In place of those of the platform. */
    readonly reviews?: Reviews;
  },
): Promise<OpenedCoordinator> {
  const { log, failpoints } = deps;
  const clock = systemClock;
  // What a process that was killed here had begun.
  await rm(join(config.dataDirectory, 'work'), { recursive: true, force: true });
  const certificate = await ServerCertificate.open(
    {
      certificate: config.tlsCertificate,
      key: config.tlsKey,
      authority: config.identity.kind === 'certificates' ? config.identity.authority : undefined,
    },
    { clock, log },
  );
  const place = await openStorePlace(config.store, log);
  const platform = await openPlatform(config, { clock, log, epochs: place.epochs });
  const { source, leadership } = platform;
  const identity = chooseIdentity(config.identity, {
    reviews: deps.reviews ?? platform.reviews,
    clock,
    log,
  });
  let term: Term | undefined;
  const metrics = makeCoordinatorMetrics(() => term?.sessions.all() ?? []);
  const began = Promise.withResolvers<void>();

  const definition = loadPackage();
  const services = loadServices(definition);
  const agentServer = await openGrpcServer(config.agentListen, certificate.makeCredentials(), (server) => {
    const findLead = (): Term | undefined => (term?.isHeld() ? term : undefined);
    const findLeaderAddress = (): string | undefined => {
      const address = leadership.currentLeader()?.address;
      // This one itself, before its term has begun, or a process that died here and whose Lease is not over.
      return address === config.advertise ? undefined : address;
    };
    // A replica that cannot see who leads is a dead end: what comes anew may reach another one.
    const isBlind = (): boolean => leadership.isBlind();
    const onNobodyLeads = (): void => {
      if (isBlind()) agentServer.sendAway();
    };
    server.addService(
      services.AgentService.service,
      makeAgentService({ identity, findLead, findLeaderAddress, isBlind, onNobodyLeads, clock, log }),
    );
    server.addService(
      artifactServiceDefinition,
      delegate(artifactServiceDefinition, () => term?.artifactService, refuseCall),
    );
    new HealthImplementation({ '': 'SERVING', 'toe.v1.AgentService': 'SERVING' }).addToServer(server);
  });
  const relay = await CallRelay.open(config, leadership);
  const apiServer = await openGrpcServer(config.apiListen, certificate.makeCredentials(), (server) => {
    const { service } = services.CaptureService;
    server.addService(
      service,
      delegate(service, () => term?.captureService, relay.handle),
    );
    new HealthImplementation({ '': 'SERVING', 'toe.v1.CaptureService': 'SERVING' }).addToServer(server);
    makeReflection(definition).addToServer(server);
  });
  const checkLead: ReadyCheck = () =>
    term !== undefined || leadership.currentLeader() !== undefined
      ? { kind: 'ready' }
      : { kind: 'notReady', why: 'no coordinator leads at present' };
  const ops = await openOpsServer({
    listen: config.opsListen,
    registry: metrics.registry,
    checks: new Map([['leader', checkLead]]),
  });

  const lead: Part = (signal) =>
    leadership.run(async (held, ending) => {
      using patience = abortLater(ending, leadership.graceMs);
      const ended = new AbortController();
      const over = AbortSignal.any([patience.signal, ended.signal]);
      const deps = { over, config, place, platform, identity, metrics, clock, log, failpoints };
      const opened = await openTerm(held, deps);
      const leave = (): void => {
        term = undefined;
      };
      term = opened;
      // At once: whoever comes while the parts stop is not to be served by them.
      if (ending.aborted) leave();
      else ending.addEventListener('abort', leave, { once: true });
      began.resolve();
      try {
        await runGroup(opened.parts, ending);
      } finally {
        leave();
        ended.abort();
      }
    }, signal);
  const watch: Part = (signal) => source.watch((ref) => term?.reconciler.onResource(ref), signal);
  const holdWindows: Part = async (signal) => {
    using _windows = raiseWindows();
    await untilAborted(signal);
  };
  const servers = [relay.part, agentServer.part, apiServer.part];
  if (config.resources === 'cluster') began.resolve();
  return {
    agentAddress: agentServer.address,
    apiAddress: apiServer.address,
    opsAddress: ops.address,
    serving: began.promise,
    untilAgentsGone: async (signal) => term?.sessions.untilNoneConnected(signal),
    parts: [
      ops.part,
      holdWindows,
      ...platform.parts,
      watch,
      (signal) => certificate.watch(signal),
      // The last stops first. Alone it leads on while calls end; a next leader does not wait for the ends of calls here.
      ...(config.resources === 'cluster' ? [...servers, lead] : [lead, ...servers]),
    ],
  };
}

import { HealthImplementation } from 'grpc-health-check';
import type { Log } from '../shared/log.ts';
import { openOpsServer, type ReadyCheck } from '../shared/ops-server.ts';
import { loadPackage, loadServices } from '../shared/rpc/load-services.ts';
import { artifactServiceDefinition } from '../shared/rpc/write-codec.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import type { Failpoints } from '../shared/runtime/failpoint.ts';
import { type Part, runGroup, untilAborted } from '../shared/runtime/group.ts';
import { makeAgentService } from './agents/agent-service.ts';
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
  const certificate = await ServerCertificate.open(
    {
      certificate: config.tlsCertificate,
      key: config.tlsKey,
      authority: config.identity.kind === 'certificates' ? config.identity.authority : undefined,
    },
    { clock, log },
  );
  const platform = await openPlatform(config, { clock, log });
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
    // The Lease still names this address while a coordinator that was restarted waits for it to run out.
    const findLeaderAddress = (): string | undefined => {
      const address = leadership.currentLeader()?.address;
      return address === config.advertise ? undefined : address;
    };
    server.addService(
      services.AgentService.service,
      makeAgentService({ identity, findLead: () => term, findLeaderAddress, clock, log }),
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
    leadership.run(async ({ epoch }, ending) => {
      await platform.prepareTerm(ending);
      const opened = await openTerm(epoch, { config, platform, identity, metrics, clock, log, failpoints });
      term = opened;
      began.resolve();
      try {
        await runGroup(opened.parts, ending);
      } finally {
        term = undefined;
      }
    }, signal);
  const watch: Part = (signal) => source.watch((ref) => term?.reconciler.onResource(ref), signal);
  const holdWindows: Part = async (signal) => {
    using _windows = raiseWindows();
    await untilAborted(signal);
  };
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
      lead,
      (signal) => certificate.watch(signal),
      relay.part,
      agentServer.part,
      apiServer.part,
    ],
  };
}

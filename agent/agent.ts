import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { detectCgroups } from '../shared/cgroup/detect.ts';
import { toInstance } from '../shared/cgroup/to-instance.ts';
import type { Log } from '../shared/log.ts';
import { openOpsServer } from '../shared/ops-server.ts';
import { systemClock as clock } from '../shared/runtime/clock.ts';
import { Condition } from '../shared/runtime/condition.ts';
import type { Part } from '../shared/runtime/group.ts';
import type { CommandDeps } from './commands/command-deps.ts';
import { Commands } from './commands/commands.ts';
import { drainAtStop } from './commands/drain-commands.ts';
import { expireKept } from './commands/expire-kept.ts';
import { recoverCommands } from './commands/recover-commands.ts';
import { openTombstones } from './commands/tombstones.ts';
import { watchSpool } from './commands/watch-spool.ts';
import type { AgentConfig } from './config.ts';
import { ArtifactClients } from './connection/artifact-clients.ts';
import { Connection } from './connection/connect.ts';
import { openEpochs } from './connection/epoch.ts';
import { Outbox } from './connection/outbox.ts';
import type { NodeCredential } from './connection/read-credential.ts';
import { makeAgentMetrics } from './metrics.ts';
import { findTools } from './targets/find-tools.ts';
import { readDefaultFloor, readDefaultLimit, readFreeBytes } from './targets/free-bytes.ts';
import { openNodeNetwork } from './targets/open-node-network.ts';
import { readPerfAccess } from './targets/perf-events.ts';
import { type NodeFactsInput, readHeartbeat, readNodeFacts } from './targets/read-node-facts.ts';
import { makeVersionReader } from './targets/read-versions.ts';
import { makeGrowingSender } from './uploads/send-growing.ts';
import type { UploadDeps } from './uploads/upload-artifact.ts';
import { makeUploadQueue } from './uploads/upload-queue.ts';
import { CommandRates, makeUploadRate } from './uploads/upload-rate.ts';

export interface AgentDeps {
  readonly credential: NodeCredential;
  readonly bootId: string;
  readonly log: Log;
  /** Aborts when the agent is to stop. */
  readonly stopping: AbortSignal;
  /** Told at every welcome. */
  readonly onWelcome: () => void;
  readonly drainGraceMs: number;
}

export interface Agent {
  readonly opsAddress: string;
  /** In the order of their start. */
  readonly parts: readonly Part[];
  /** To be called when the parts have ended. */
  close(): Promise<void>;
}

/** Puts the agent together: recovers what an earlier one left in the spool, then makes the parts that go on. */
export async function openAgent(config: AgentConfig, deps: AgentDeps): Promise<Agent> {
  const { credential, bootId, log, stopping } = deps;
  const spool = await realpath(config.spoolDir);
  const probe = join(spool, 'probe');
  await mkdir(probe, { recursive: true, mode: 0o700 });
  const detection = await detectCgroups({ instance: toInstance(spool) });
  if (detection.kind === 'unusable') throw new Error(detection.message);
  const { cgroups } = detection;
  const perf = await readPerfAccess();
  const readVersion = makeVersionReader(probe, log);
  const tools = await findTools({ toolPaths: config.toolPaths, readVersion, perfProblem: perf.problem });
  const floorBytes =
    config.spoolFloor ??
    (await readDefaultFloor(spool, config.credential.kind === 'token' ? 'kubernetes' : 'machine'));
  const metrics = makeAgentMetrics();

  const artifactClients = new ArtifactClients(config.coordinator, credential.channel);
  const uploadDeps: UploadDeps = {
    get client() {
      return artifactClients.current();
    },
    get left() {
      return artifactClients.left();
    },
    clock,
    log,
    failpoints: config.failpoints,
    random: Math.random,
    rate: makeUploadRate(config.maxUploadRate, clock),
    commandRates: new CommandRates(clock),
    observer: metrics.uploads,
    objectStore: config.objectStore,
  };
  const uploads = makeUploadQueue(uploadDeps);
  const begun = new Condition();
  const commandDeps: CommandDeps = {
    spool,
    nodeUid: credential.uid,
    bootId,
    cgroups,
    toolPaths: config.toolPaths,
    spoolFloorBytes: floorBytes,
    spoolLimitBytes: config.spoolLimit ?? (await readDefaultLimit(spool)),
    perfProblem: perf.problem,
    openNodeNetwork: () => openNodeNetwork(config.credential.kind === 'token'),
    readVersion,
    stopping,
    upload: (order) => uploads.enqueue(order),
    sendGrowing: makeGrowingSender(uploadDeps),
    onBegun: () => begun.notify(),
    onEnded: metrics.countEnding,
    clock,
    log,
    failpoints: config.failpoints,
  };
  const outbox = new Outbox();
  const say = outbox.put.bind(outbox);
  const commands = new Commands(commandDeps, await openTombstones(spool, clock.unixUs()), say);
  for (const live of await recoverCommands(commandDeps, say)) commands.adopt(live);

  const nodeInput: NodeFactsInput = {
    spool,
    bootId,
    cgroupMode: cgroups.mode,
    tools,
    labels: config.nodeLabels,
    perfEvents: perf.events,
  };
  const connection = new Connection({
    address: config.coordinator,
    credentials: credential.channel,
    token: credential.token,
    readFacts: () => readNodeFacts(nodeInput),
    readHeartbeat: () => readHeartbeat(spool),
    commands,
    outbox,
    epochs: openEpochs(spool),
    clock,
    random: Math.random,
    log,
    onWelcome: ({ leaderAddress }) => {
      artifactClients.follow(leaderAddress);
      deps.onWelcome();
    },
  });
  metrics.showGauges({
    isConnected: () => connection.isWelcomed(),
    countUnderWay: () => commands.countUnderWay(),
    countUploads: () => uploads.size(),
    countHeldBytes: () => commands.countHeldBytes(),
    readSpoolFreeBytes: () => readFreeBytes(spool),
  });
  const ops = await openOpsServer({
    listen: config.opsListen,
    registry: metrics.registry,
    checks: new Map([
      [
        'session',
        () =>
          connection.isWelcomed() ? { kind: 'ready' } : { kind: 'notReady', why: 'the coordinator is away' },
      ],
    ]),
  });
  return {
    opsAddress: ops.address,
    parts: [
      ops.part,
      uploads.part,
      (signal) => connection.run(signal),
      watchSpool({ commands, begun, spool, floorBytes, clock, log }),
      expireKept({ commands, begun, clock }),
      drainAtStop({ commands, connection, clock, log, graceMs: deps.drainGraceMs }),
    ],
    close: async () => {
      await commands.close();
      await cgroups.close();
    },
  };
}

import { ArtifactClients } from '../../agent/connection/artifact-clients.ts';
import { Connection } from '../../agent/connection/connect.ts';
import type { Epochs } from '../../agent/connection/epoch.ts';
import { Outbox } from '../../agent/connection/outbox.ts';
import { readCredential } from '../../agent/connection/read-credential.ts';
import { uploadArtifact } from '../../agent/uploads/upload-artifact.ts';
import type { Heartbeat, NodeFacts } from '../../shared/domain/node-facts.ts';
import { protocolVersions } from '../../shared/domain/protocol.ts';
import type { Log } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import type { Part } from '../../shared/runtime/group.ts';
import { SimulatedCommands, simulatedTool } from './simulated-commands.ts';
import type { SimulatedFile } from './simulated-file.ts';
import type { SimulatedNode, SimulatorPlan } from './simulator-protocol.ts';
import type { Tally } from './tally.ts';

export interface SimulatedAgentDeps {
  readonly plan: SimulatorPlan;
  readonly file: SimulatedFile;
  readonly tally: Tally;
  readonly log: Log;
}

const facts: NodeFacts = {
  protocolVersion: protocolVersions.newest,
  agentVersion: '0.1.0',
  bootId: '5a0fd3ee-58b8-4a43-8a34-1c9d5c7c1a52',
  os: 'Debian GNU/Linux 12 (bookworm)',
  arch: 'x64',
  kernel: '6.1.0-18-cloud-amd64',
  cgroupMode: 'v2',
  tools: [simulatedTool('perf'), simulatedTool('node-snapshot')],
  labels: {},
  spoolFreeBytes: 50_000_000_000,
  cpus: 16,
  memoryBytes: 64_000_000_000,
  perfEvents: { paranoid: 2, hardwareCounters: true },
};
const heartbeat: Heartbeat = {
  spoolFreeBytes: 50_000_000_000,
  cpuPressure: 1.5,
  memoryPressure: 0,
  ioPressure: 0.2,
};
/** The tokens' files are never replaced here. */
const tokenPollMs = 3_600_000;

export interface SimulatedAgent {
  readonly isConnected: () => boolean;
  readonly part: Part;
}

/** The connection of a real agent, with a token of its own, and commands that nothing is done for. */
export async function makeSimulatedAgent(
  node: SimulatedNode,
  deps: SimulatedAgentDeps,
): Promise<SimulatedAgent> {
  const { plan, file, tally, log } = deps;
  const credential = await readCredential({
    kind: 'token',
    ca: plan.authorityPath,
    token: node.tokenPath,
    nodeName: node.name,
  });
  const clock = systemClock;
  const clients = new ArtifactClients(plan.address, credential.channel);
  const ended = new AbortController();
  const outbox = new Outbox();
  const commands = new SimulatedCommands({
    say: (says) => outbox.put(says),
    upload: (commandId, artifact) =>
      uploadArtifact(
        { commandId, artifact, path: file.path },
        { client: clients.current(), clock, log, failpoints: noFailpoints, random: Math.random },
        ended.signal,
      ),
    file,
    leavesOptional: node.leavesOptional,
    behaviour: plan.behaviour,
    tally,
    clock,
    signal: ended.signal,
  });
  const connection = new Connection({
    address: plan.address,
    credentials: credential.channel,
    token: credential.token,
    tokenPollMs,
    readFacts: async () => facts,
    readHeartbeat: async () => heartbeat,
    commands,
    outbox,
    epochs: rememberEpochs(),
    clock,
    random: Math.random,
    log,
    onWelcome: ({ leaderAddress }) => {
      clients.follow(leaderAddress);
      tally.welcome();
    },
  });
  const part: Part = async (signal) => {
    await connection.run(signal);
    ended.abort();
  };
  return { part, isConnected: () => connection.isWelcomed() };
}

/** In memory: a process of simulated agents is not started again. */
function rememberEpochs(): Epochs {
  let highest = 0;
  return {
    get highest() {
      return highest;
    },
    admit: (epoch) => {
      highest = Math.max(highest, epoch);
      return epoch === highest;
    },
  };
}

import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { openAgent } from '../../agent/agent.ts';
import { readAgentConfig } from '../../agent/config.ts';
import { readCredential } from '../../agent/connection/read-credential.ts';
import { readBootId } from '../../agent/targets/read-node-facts.ts';
import type { Command } from '../../shared/domain/command.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { runGroup } from '../../shared/runtime/group.ts';
import { FakeCoordinator } from '../fakes/fake-coordinator.ts';

const patience = { timeout: 20_000, interval: 20 };

/** A scripted coordinator and a spool for the agents of one test. */
export class AgentStage implements AsyncDisposable {
  readonly coordinator: FakeCoordinator;
  readonly spool: string;
  readonly nodeUid: string;
  readonly #agents: { stop(): Promise<void> }[] = [];

  private constructor(coordinator: FakeCoordinator, spool: string, nodeUid: string) {
    this.coordinator = coordinator;
    this.spool = spool;
    this.nodeUid = nodeUid;
  }

  static async make(): Promise<AgentStage> {
    const coordinator = await FakeCoordinator.start();
    const spool = await mkdtemp(join(tmpdir(), 'toe-spool-'));
    await mkdir(spool, { recursive: true });
    const { node, authorityPath } = coordinator;
    const credential = await readCredential({
      kind: 'certificate',
      ca: authorityPath,
      certificate: node.certificatePath,
      key: node.keyPath,
    });
    return new AgentStage(coordinator, spool, credential.uid);
  }

  /** The environment of a real agent process on this stage. */
  environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const { node, authorityPath, address } = this.coordinator;
    return {
      TOE_COORDINATOR: address,
      TOE_TLS_CA: authorityPath,
      TOE_TLS_CERT: node.certificatePath,
      TOE_TLS_KEY: node.keyPath,
      TOE_SPOOL_DIR: this.spool,
      TOE_SPOOL_FLOOR: '1',
      TOE_LOG_LEVEL: 'warn',
      ...more,
    };
  }

  /** An agent in this process, as after that boot; it is stopped at the end of the test at the latest. */
  async startAgent(
    more: Readonly<Record<string, string>> = {},
    {
      bootId,
      drainGraceMs = 15_000,
    }: { readonly bootId?: string | undefined; readonly drainGraceMs?: number } = {},
  ): Promise<{ stop(): Promise<void> }> {
    const read = readAgentConfig(this.environment(more), () => undefined);
    if (read.kind === 'faulty') throw new Error(read.message);
    const stopping = new AbortController();
    const agent = await openAgent(read.config, {
      credential: await readCredential(read.config.credential),
      bootId: bootId ?? (await readBootId()),
      log: silentLog,
      stopping: stopping.signal,
      onWelcome: () => undefined,
      drainGraceMs,
    });
    const group = runGroup(agent.parts, stopping.signal);
    const running = {
      stop: async () => {
        stopping.abort();
        await group;
        await agent.close();
      },
    };
    this.#agents.push(running);
    const before = this.coordinator.hellos.length;
    await vi.waitFor(() => {
      if (!this.coordinator.isConnected() && this.coordinator.hellos.length <= before)
        throw new Error('No hello');
    }, patience);
    return running;
  }

  /** Sends Prepare and waits for the agent's word that it is prepared. */
  async prepare(command: Command): Promise<void> {
    this.coordinator.send({ kind: 'prepare', command });
    await this.untilState(command, 'prepared');
  }

  commit(command: Command, leadMs = 100): number {
    const startAtMonotonicUs = systemClock.monotonicUs() + leadMs * 1_000;
    const startAtUnixUs = systemClock.unixUs() + leadMs * 1_000;
    this.coordinator.send({
      kind: 'commit',
      commandId: command.commandId,
      startAtMonotonicUs,
      startAtUnixUs,
    });
    return startAtMonotonicUs;
  }

  async untilState(command: Command, state: string): Promise<void> {
    await vi.waitFor(() => {
      const { commandId } = command;
      const outcome = this.coordinator.outcomesOf(commandId)[0];
      const states: readonly string[] = this.coordinator.statesOf(commandId);
      if (!states.includes(state)) throw new Error(`${state} was not reached: ${JSON.stringify(outcome)}`);
    }, patience);
  }

  /** The tool has told progress twice, so it is past its own start. */
  async untilUnderWay(command: Command): Promise<void> {
    await vi.waitFor(() => {
      const running = this.coordinator.statesOf(command.commandId).filter((state) => state === 'running');
      if (running.length < 3) throw new Error('The tool is not under way');
    }, patience);
  }

  async untilOutcome(command: Command) {
    return await vi.waitFor(() => {
      const [outcome] = this.coordinator.outcomesOf(command.commandId);
      if (outcome === undefined) throw new Error('No outcome');
      return outcome;
    }, patience);
  }

  async untilReceipts(command: Command, artifactIds: readonly string[]): Promise<void> {
    await vi.waitFor(() => {
      const have = this.coordinator.receiptsOf(command.commandId);
      const missing = artifactIds.filter((id) => !have.includes(id));
      if (missing.length > 0) throw new Error(`No receipt for ${missing.join(', ')}`);
    }, patience);
  }

  /** An artifact as the coordinator has it, once it has it. */
  async readStored(command: Command, artifactId: string): Promise<Buffer> {
    await this.untilReceipts(command, [artifactId]);
    const key = `runs/${command.runUid}/node-1/${command.attempt}/${artifactId}`;
    const chunks: Buffer[] = [];
    for await (const chunk of this.coordinator.store.open(key, 0, 0)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Sends Forget and waits until nothing of the command is in the spool. */
  async forget(command: Command): Promise<void> {
    this.coordinator.send({ kind: 'forget', commandId: command.commandId });
    await vi.waitFor(async () => {
      if ((await readdir(this.spool)).includes(command.commandId)) throw new Error('Still in the spool');
    }, patience);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const agent of this.#agents) await agent.stop();
    await this.coordinator[Symbol.asyncDispose]();
    await rm(this.spool, { recursive: true, force: true });
  }
}

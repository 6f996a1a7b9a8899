import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Command } from '../shared/domain/command.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { findTcpdumps, readPackets, sendPacket } from '../test/builders/packets.ts';
import { PodLikeAgent } from '../test/builders/pod-like-agent.ts';

// These tests need root, cgroups, unshare, ip, bash, tcpdump, ss and sar; they fail where one of them is missing.
let stage: AgentStage;
beforeEach(async () => {
  stage = await AgentStage.make();
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
});

const limitMs = 60_000;

function build(tool: string, line: string, changes: Partial<Command> = {}): Command {
  const { nodeUid } = stage;
  return buildDefaultCommand({ nodeUid, tool, args: line.split(' '), durationMs: 20_000, ...changes });
}

it(
  'an agent in a network of its own looks at that of the node',
  async () => {
    await using agent = await PodLikeAgent.start(stage);
    const pid = await agent.findPid();
    const packets = build('tcpdump', '-i lo udp port 9');
    await stage.prepare(packets);
    stage.commit(packets);
    await stage.untilUnderWay(packets);
    sendPacket(pid, 'of-the-agent');
    sendPacket('self', 'of-the-node');
    await vi.waitFor(
      async () => {
        const path = join(stage.spool, packets.commandId, 'run', 'packets.pcap');
        expect(await readFile(path, 'latin1')).toContain('of-the-node');
      },
      { timeout: 20_000 },
    );
    expect(await findTcpdumps(pid)).toEqual([]);
    const { commandId } = packets;
    stage.coordinator.send({ kind: 'stop', commandId, reason: 'StopRequested', message: 'That is enough' });
    expect(await stage.untilOutcome(packets)).toMatchObject({ ending: 'stoppedEarly' });
    const text = readPackets(await stage.readStored(packets, 'packets'));
    expect(text).toContain('of-the-node');
    expect(text).not.toContain('of-the-agent');
    const [, port] = stage.coordinator.address.split(':');
    const sockets = build('ss', '-t -l -n');
    const devices = build('sar', '-n DEV 1 1');
    const names = [...(await readFile('/proc/net/dev', 'utf8')).matchAll(/^ *([^ |:]+):/gm)];
    for (const [command, output, holds] of [
      [sockets, 'sockets', [`127.0.0.1:${port}`]],
      [devices, 'report', names.map(([, name]) => ` ${name} `)],
    ] as const) {
      await stage.prepare(command);
      stage.commit(command);
      expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded', message: '' });
      const shown = (await stage.readStored(command, output)).toString();
      for (const each of holds) expect(shown).toContain(each);
    }
    const [line = ''] = (await stage.readStored(devices, 'snapshot')).toString().split('\n');
    expect(Object.keys(JSON.parse(line).netDev)).toEqual(names.map(([, name]) => name));
    for (const command of [packets, sockets, devices]) await stage.forget(command);
  },
  limitMs,
);

it.each([
  ['see process 1', 'sys_ptrace', 'NetworkNotEntered', "EACCES: permission denied, open '/proc/1/ns/net'"],
  ['enter a network', 'sys_admin', 'ExecFailed', 'nsenter: reassociate to namespace'],
])(
  'an agent that must not %s refuses to look, and looks at nothing else in its place',
  async (_what, without, reason, says) => {
    await using _agent = await PodLikeAgent.start(stage, [without]);
    const command = build('tcpdump', '-i lo');
    stage.coordinator.send({ kind: 'prepare', command });
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'refused',
      reason,
      message: expect.stringContaining(says),
    });
    await stage.forget(command);
  },
  limitMs,
);

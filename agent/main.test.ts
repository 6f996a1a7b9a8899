import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentProcess, startAgentProcess } from '../test/builders/agent-process.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildCommand } from '../test/builders/command.ts';

let stage: AgentStage;
const started: AgentProcess[] = [];
beforeEach(async () => {
  stage = await AgentStage.make();
});
afterEach(async () => {
  for (const agent of started.splice(0)) await agent.end('SIGTERM');
  await stage[Symbol.asyncDispose]();
});

function start(environment: Readonly<Record<string, string>>): AgentProcess {
  const agent = startAgentProcess(environment);
  started.push(agent);
  return agent;
}

const isThere = (pattern: RegExp, names: readonly string[]): boolean =>
  names.some((name) => pattern.test(name));

describe('the agent process', () => {
  it('salvages what a killed agent left: processes gone, files delivered, outcome agentLost', async () => {
    const first = start(stage.environment());
    expect(await first.ready).toMatchObject({ event: 'ready', node: 'node-1' });
    const command = buildCommand({ nodeUid: stage.nodeUid, durationMs: 60_000 });
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilUnderWay(command);
    first.child.kill('SIGKILL');
    expect(await first.exited).toMatchObject({ signal: 'SIGKILL' });

    const second = start(stage.environment());
    await second.ready;
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'agentLost', reason: 'AgentLost' });
    const complete = new Map(outcome.artifacts.map((artifact) => [artifact.artifactId, artifact.complete]));
    expect(complete.get('profile')).toBe(false);
    expect(complete.get('snapshot')).toBe(true);
    expect(outcome.startedMonotonicUs).toBeGreaterThan(0);
    await stage.untilReceipts(command, ['profile', 'snapshot']);
    const processes = await readdir('/proc');
    const commandLines = await Promise.all(
      processes.filter((name) => /^[0-9]+$/.test(name)).map(readCommandLine),
    );
    expect(commandLines.filter((line) => line.includes(command.commandId))).toEqual([]);
    await stage.forget(command);
    second.child.kill('SIGTERM');
    expect(await second.exited).toMatchObject({ code: 0 });
  });

  it('is the only one of its spool', async () => {
    const first = start(stage.environment());
    await first.ready;
    const second = start(stage.environment());
    const { code, errors } = await second.exited;
    expect(code).toBe(1);
    expect(errors()).toContain(`toe-agent: Cannot use spool "${stage.spool}"`);
    expect(errors()).toContain(`pid ${first.child.pid}`);
  });

  it('names every fault of its configuration at once', async () => {
    const { TOE_COORDINATOR: _, ...environment } = stage.environment({ TOE_SPOOL_FLOOR: 'much' });
    const { code, errors } = await start(environment).exited;
    expect(code).toBe(1);
    expect(errors()).toBe(
      'toe-agent: Cannot read the configuration: TOE_COORDINATOR is not set; TOE_SPOOL_FLOOR: "much" is not a whole number\n',
    );
  });

  it('does not start with a certificate that names no node', async () => {
    const path = join(stage.spool, 'no.crt');
    await writeFile(path, 'x');
    const { code, errors } = await start(stage.environment({ TOE_TLS_CERT: path })).exited;
    expect(code).toBe(1);
    expect(errors()).toContain(`toe-agent: Cannot use certificate "${path}"`);
  });

  it('ends with its standard input where it is told so, and gives back its lock', async () => {
    const agent = start(stage.environment({ TOE_EXIT_WITH_STDIN: '1' }));
    await agent.ready;
    expect(isThere(/agent\.lock/, await readdir(stage.spool))).toBe(true);
    agent.child.stdin?.end();
    expect(await agent.exited).toMatchObject({ code: 0 });
    expect(isThere(/agent\.lock/, await readdir(stage.spool))).toBe(false);
  });
});

async function readCommandLine(pid: string): Promise<string> {
  return await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
}

import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pinBinary } from '../../agent/execution/pin-binary.ts';
import { makeLines } from './make-lines.ts';
import { listTrials, type Trial } from './plan.ts';
import { type Proof, proveLine } from './prove-line.ts';
import { readTracing } from './read-tracing.ts';
import { renderTallies } from './tally.ts';
import { compilePrograms, hasJdk, type Programs, startTargets } from './targets.ts';

// These tests need root, cc and the tools themselves, which scripts/install-test-tools installs; jcmd is tried where
// there is a JDK. `npm run test:argv` tries more than 2,000 lines, `npm test` a few of each tool.
const isWhole = process.env.TOE_ARGV_RUNS === 'all';
const seed = Number(process.env.TOE_ARGV_SEED ?? 1);
const limitMs = isWhole ? 1_200_000 : 120_000;
/** Every so many lines the tool is given the time to end by itself, if it does so soon. */
const patientEvery = 8;
const patientMs = 1_300;
const proofsByName = new Map<string, readonly Proof[]>();
let programs: Programs;
let tracing: ReadonlyMap<string, string>;

beforeAll(async () => {
  programs = await compilePrograms();
  tracing = await readTracing();
});

const trials = listTrials().filter(({ name }) => name !== 'jcmd' || hasJdk());

afterAll(async () => {
  const tallies = trials.map(({ name }) => ({ name, proofs: proofsByName.get(name) ?? [] }));
  process.stdout.write(`\nSeed ${seed}\n${renderTallies(tallies)}\n`);
  await programs[Symbol.asyncDispose]();
});

it.concurrent.each(trials)(
  '$name takes the lines that it is given, and does nothing else',
  async (trial) => {
    const proofs = await tryAll(trial, isWhole ? trial.runs : trial.sampleRuns);
    proofsByName.set(trial.name, proofs);
    const refused = proofs.flatMap(({ argv, end }) =>
      end.kind === 'refused' ? [`${argv.join(' ')}: ${end.message}`] : [],
    );
    const forbidden = proofs.flatMap(({ argv, forbidden: deeds }) =>
      deeds.map((deed) => `${argv.join(' ')}: ${deed}`),
    );
    expect({ refused, forbidden }).toEqual({ refused: [], forbidden: [] });
    expect(proofs.some(({ end }) => end.kind === 'done' || end.kind === 'stopped')).toBe(true);
  },
  limitMs,
);

it('the tracing of the kernel is as it was', async () => {
  expect(await readTracing()).toEqual(tracing);
});

async function tryAll({ tool, subcommand, momentMs }: Trial, runs: number): Promise<readonly Proof[]> {
  await using targets = await startTargets(programs.toTarget(tool.tool), 2);
  const world = {
    durationMs: 600_000,
    targetPids: targets.pids,
    netDevices: ['lo', 'any'],
    cpus: availableParallelism(),
  };
  const lines = makeLines(tool, subcommand, world, { seed, count: runs });
  const pinned = await pinBinary({ path: tool.defaults.path, sha256: [] });
  if (pinned.kind === 'refused') throw new Error(`${pinned.message}: scripts/install-test-tools installs it`);
  const { watcher } = programs;
  const { binary } = pinned;
  try {
    const proofs: Proof[] = [];
    while (proofs.length < runs)
      for (const line of lines.slice(0, runs - proofs.length)) {
        const extraMs = proofs.length % patientEvery === 0 ? patientMs : 0;
        proofs.push(await proveLine(line, { watcher, binary, world, momentMs: momentMs + extraMs }));
      }
    return proofs;
  } finally {
    await binary.close();
  }
}

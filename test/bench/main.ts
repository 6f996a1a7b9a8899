import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { benchAgentAtRest } from './agent-at-rest.ts';
import { benchArguments } from './arguments.ts';
import { benchFleet } from './fleet.ts';
import { benchFold } from './fold.ts';
import { renderRows } from './render-rows.ts';
import type { Row } from './row.ts';
import { benchRunStart } from './run-start.ts';
import { benchSlowReader } from './slow-reader.ts';
import { benchTriggerToVerified } from './trigger-to-verified.ts';
import { benchUpload } from './upload.ts';
import { benchDirectUpload } from './upload-direct.ts';

/** How many simulated agents the bench of a fleet has: 5,000 for all that one coordinator is meant for. */
const agentCount = Number(process.env.TOE_BENCH_AGENTS ?? '1000');

const benches: ReadonlyMap<string, () => Promise<Row[]>> = new Map([
  ['upload', benchUpload],
  ['upload-direct', benchDirectUpload],
  ['slow-reader', benchSlowReader],
  ['fold', benchFold],
  ['arguments', benchArguments],
  ['agent-at-rest', benchAgentAtRest],
  ['run-start', benchRunStart],
  ['trigger-to-verified', benchTriggerToVerified],
  ['fleet', () => benchFleet(agentCount)],
]);
const folder = fileURLToPath(new URL('../../.bench/', import.meta.url));

process.exitCode = await main(process.argv.slice(2));

/** Runs the named benches, or all; prints one table and writes `.bench/latest.json`. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !benches.has(name));
  if (unknown !== undefined) {
    const known = [...benches.keys()].join(', ');
    process.stderr.write(`Cannot run bench "${unknown}": there is none of that name: use ${known}\n`);
    return 2;
  }
  if (!Number.isSafeInteger(agentCount) || agentCount < 1) {
    process.stderr.write('Cannot run bench "fleet": TOE_BENCH_AGENTS has to be a whole number of agents\n');
    return 2;
  }
  const rows: Row[] = [];
  for (const [name, bench] of benches) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`Running ${name} …\n`);
    rows.push(...(await bench()));
  }
  process.stdout.write(renderRows(rows));
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model,
    memoryBytes: totalmem(),
    kernel: release(),
  };
  const report = { measuredAt: new Date().toISOString(), node: process.version, machine, rows };
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}latest.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  return 0;
}

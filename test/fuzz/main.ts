import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { proveRules } from './prove-rules.ts';
import { runFuzz } from './run-fuzz.ts';
import { findFailures } from './tally.ts';

// `npm run test:fuzz -- [--seed N] [--randoms N] [--splices N] [--without-rules]`: the fuzz of the argument engine, or
// proof that it fails where the engine lacks a rule.

const root = fileURLToPath(new URL('../../', import.meta.url));
const most = 0x7fff_ffff;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      randoms: { type: 'string', default: '3000000' },
      splices: { type: 'string', default: String(most) },
      'without-rules': { type: 'boolean', default: false },
    },
  });
  const isProof = values['without-rules'];
  const seed = Number(values.seed ?? (isProof ? 1 : Math.floor(Math.random() * most)));
  const [randoms, splices] = [Number(values.randoms), Number(values.splices)];
  if (![seed, randoms, splices].every((number) => Number.isSafeInteger(number) && number >= 0)) {
    process.stderr.write('Cannot run the fuzz: --seed, --randoms and --splices take whole numbers\n');
    return 2;
  }
  process.stdout.write(`Seed ${seed}\n`);
  return isProof ? await proveRules(seed, root) : await fuzz({ seed, randoms, splices });
}

async function fuzz(order: { seed: number; randoms: number; splices: number }): Promise<number> {
  const before = performance.now();
  const tally = await runFuzz(order, root);
  const seconds = (performance.now() - before) / 1_000;
  const share = ((tally.accepted / tally.mutants) * 100).toFixed(1);
  const lines = [
    `${tally.mutants} mutants in ${seconds.toFixed(0)} s`,
    `${tally.accepted} accepted (${share} %), of ${tally.shapes.size} shapes, each judged harmless in ${(tally.judgeMs / 1_000).toFixed(1)} s`,
    `${tally.leftToTheTool} more are packet filters that tcpdump itself refuses before a capture`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  const failures = findFailures(tally);
  for (const failure of failures) process.stdout.write(`FAILED: ${failure}\n`);
  return failures.length === 0 ? 0 : 1;
}

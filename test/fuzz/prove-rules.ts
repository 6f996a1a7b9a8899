import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RemovableRule, removableRules, withoutRule } from './removed-rules.ts';
import { runInWorker } from './run-fuzz.ts';
import type { Tally } from './tally.ts';

/** As much as each rule gets; the engine with all its rules passes it. */
const order = { index: 0, of: 1, randoms: 200_000, splices: 400_000 };

/**
 * Takes one rule after the other out of a copy of the engine and runs the same fuzz on each: it has to fail. Prints what
 * was found, and after how many mutants. Resolves with an exit code.
 */
export async function proveRules(seed: number, root: string): Promise<number> {
  const whole = await fuzzWithout(undefined, seed, root);
  print('none', whole);
  let isProven = whole.faults.length === 0;
  for (const rule of removableRules) {
    const tally = await fuzzWithout(rule, seed, root);
    print(rule.name, tally);
    if (tally.faults.length === 0) isProven = false;
  }
  process.stdout.write(
    isProven
      ? `The fuzz fails without any one of ${removableRules.length} rules, and passes with all of them\n`
      : 'FAILED: without a rule the fuzz has to fail, and with all of them it has to pass\n',
  );
  return isProven ? 0 : 1;
}

function print(name: string, { mutants, faults: [fault] }: Tally): void {
  const found = fault === undefined ? `nothing in ${mutants} mutants` : `after ${mutants} mutants: ${fault}`;
  process.stdout.write(`without "${name}": ${found}\n`);
}

async function fuzzWithout(rule: RemovableRule | undefined, seed: number, root: string): Promise<Tally> {
  const copy = await mkdtemp(join(tmpdir(), 'toe-rules-'));
  try {
    await cp(join(root, 'shared'), join(copy, 'shared'), { recursive: true });
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    if (rule !== undefined) await removeRule(rule, copy);
    return await runInWorker({ slice: { ...order, seed }, root: copy });
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function removeRule(rule: RemovableRule, root: string): Promise<void> {
  const path = join(root, 'shared', 'arguments', rule.file);
  await writeFile(path, withoutRule(rule, await readFile(path, 'utf8')));
}

/**
 * Runs the tests of cgroup v2 in an emulated machine whose kernel has all controllers there, whatever this machine
 * has. With `--report FILE` the counts are written there, too.
 */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileToyTool } from '../builders/toy-tool.ts';
import { bootGuest } from './boot-guest.ts';
import { findBaseArchive, writeRunArchive } from './make-archives.ts';
import { type Counts, parseSummary, toSummary } from './summary.ts';

const limitMs = 480_000;
const diskBytes = 64 << 20;
const project = join(import.meta.dirname, '../..');

const { values } = parseArgs({ options: { report: { type: 'string' } } });
const counts = await runGuest();
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(toReport(counts)));
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;

async function runGuest(): Promise<Counts> {
  const parts = findParts();
  if (parts === undefined) return giveUp('parts of the guest are missing, as said above');
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'toe/cgroup2');
  const base = findBaseArchive({ parts, project, cache });
  const folder = mkdtempSync(join(tmpdir(), 'toe-guest-'));
  try {
    await using toy = await compileToyTool();
    const runArchive = join(folder, 'run.cpio');
    writeRunArchive(runArchive, project, toy.path);
    const initramfs = join(folder, 'initramfs.cpio');
    copyFileSync(base, initramfs);
    appendFileSync(initramfs, readFileSync(runArchive));
    const disk = join(folder, 'disk');
    writeFileSync(disk, '');
    truncateSync(disk, diskBytes);
    let text = '';
    const end = await bootGuest({
      kernel: join(parts, 'vmlinuz'),
      initramfs,
      disk,
      limitMs,
      onLine: (line) => {
        text += `${line}\n`;
        process.stdout.write(`${line}\n`);
      },
    });
    if (end === 'killed') return giveUp(`the guest was not done after ${limitMs / 1_000} s`);
    return parseSummary(text) ?? giveUp('the guest ended without a result');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function findParts(): string | undefined {
  try {
    const script = join(project, 'scripts/install-cgroup2-guest');
    return execFileSync(script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  } catch {
    return undefined;
  }
}

function giveUp(why: string): Counts {
  const counts = { passed: 0, failed: 1 };
  process.stdout.write(`Cannot test cgroup v2: ${why}\n${toSummary(counts)}\n`);
  return counts;
}

/** As much of a vitest report as scripts/print-counts.ts reads. */
function toReport({ passed, failed }: Counts): unknown {
  return {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
  };
}

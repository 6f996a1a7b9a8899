/**
 * Prints `N passed, N failed` over vitest JSON reports. Fails where no test ran, one failed or one was skipped, or where
 * a report is missing.
 */
import { existsSync, readFileSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
  }[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const all = process.argv.slice(2).map(readCounts);
const add = (of: (counts: Counts) => number): number => all.reduce((sum, counts) => sum + of(counts), 0);
const [passed, failed, skipped] = [
  add((each) => each.passed),
  add((each) => each.failed),
  add((each) => each.skipped),
];
if (skipped > 0) process.stdout.write(`${skipped} tests were skipped, which counts as a failure\n`);
process.stdout.write(`${passed} passed, ${failed + skipped} failed\n`);
if (failed + skipped > 0 || all.length === 0 || all.some((counts) => counts.passed === 0))
  process.exitCode = 1;

function readCounts(path: string): Counts {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text === '') {
    process.stdout.write(
      `Cannot count the tests of "${path}": there is no report, which counts as a failure\n`,
    );
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const report = JSON.parse(text) as Report;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.message !== '',
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

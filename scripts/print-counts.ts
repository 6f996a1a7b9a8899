/** Prints `N passed, N failed` from a vitest JSON report. Fails where no test ran, one failed or one was skipped. */
import { readFileSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
  }[];
}

const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Report;
const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && file.message !== '',
).length;
const failed = report.numFailedTests + brokenFiles;
const skipped = report.numPendingTests + report.numTodoTests;
if (skipped > 0) process.stdout.write(`${skipped} tests were skipped, which counts as a failure\n`);
process.stdout.write(`${report.numPassedTests} passed, ${failed + skipped} failed\n`);
if (failed + skipped > 0 || report.numPassedTests === 0) process.exitCode = 1;

import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { toSummary } from './summary.ts';

/** A line for each test as it ends, and the summary at the end. */
class LineReporter implements Reporter {
  #passed = 0;
  #failed = 0;

  onTestCaseResult(test: TestCase): void {
    const { state, errors = [] } = test.result();
    if (state === 'passed') this.#passed += 1;
    else this.#failed += 1;
    const ms = Math.round(test.diagnostic()?.duration ?? 0);
    write(`${state === 'passed' ? 'ok    ' : 'FAILED'} ${test.fullName} (${ms} ms)`);
    for (const error of errors) write(error.stack ?? error.message);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly stack?: string }[]): void {
    const broken = modules.flatMap((module) => module.errors());
    for (const error of [...broken, ...unhandled]) write(`FAILED ${error.stack ?? 'without a reason'}`);
    write(toSummary({ passed: this.#passed, failed: this.#failed + broken.length + unhandled.length }));
  }
}

// vitest takes a reporter from a file's default export.
// biome-ignore lint/style/noDefaultExport: see above
export default LineReporter;

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

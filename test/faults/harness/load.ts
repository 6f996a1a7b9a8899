import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A function that is on the CPU while a load runs; profiles have to show it. */
export const loadFunction = 'toe_test_weigh_orders';

/** Ends with the test that started it, however that ends. */
const source = `
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>
static volatile unsigned long total;
__attribute__((noinline)) void ${loadFunction}(void) {
  for (unsigned long order = 0; order < 1000000; order++) total += order * order;
}
int main(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  alarm(120);
  for (;;) ${loadFunction}();
}
`;

/** A process that is busy on one CPU, half of it or less where others want it too; dispose to end it. */
export async function startLoad(): Promise<AsyncDisposable & { readonly pid: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-load-'));
  const program = join(directory, 'toe-test-load');
  await writeFile(`${program}.c`, source);
  execFileSync('cc', ['-O1', '-fno-omit-frame-pointer', '-o', program, `${program}.c`]);
  const child = spawn(program, { stdio: 'ignore' });
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { processRun } from '../../coordinator/processing/process-run.ts';
import { silentLog } from '../../shared/log.ts';
import { AgentStage } from '../builders/agent-stage.ts';
import { buildDefaultCommand } from '../builders/default-command.ts';
import { PodStage } from '../builders/pod-stage.ts';

/** The recording is over and complete when names are looked for: by then the process is gone. */
const source = `
#include <signal.h>
#include <string.h>
#include <unistd.h>
int main(int count, char **args) {
  if (count > 1 && strcmp(args[1], "script") == 0) {
    kill(PID, SIGKILL);
    while (kill(PID, 0) == 0) usleep(1000);
  }
  execv("/usr/bin/perf", args);
  return 127;
}
`;

/** A perf that ends this process after its recording. */
async function compileDeadlyPerf(pid: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-perf-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'perf');
  await writeFile(`${path}.c`, source);
  execFileSync('/usr/bin/cc', ['-O1', `-DPID=${pid}`, '-o', path, `${path}.c`]);
  return path;
}

// Needs root, cgroups, cc, unshare and perf; it fails where one of them is missing.
it('a flame graph of a pod names the functions of programs that stand in the pod alone, of one that runs and of one that is gone when they are looked for', async () => {
  await using stage = await AgentStage.make();
  await using pods = await PodStage.make();
  const pod = pods.makePod('web-0', ['app', 'batch']);
  const [app = '', batch = ''] = pod.containers.map(({ id }) => id);
  await pods.startBusy(pod, app, 'busy_until_the_end');
  const gone = await pods.startBusy(pod, batch, 'busy_and_gone');
  await stage.startAgent({ TOE_TOOL_PATHS: `perf=${await compileDeadlyPerf(gone.pid)}` });
  const command = buildDefaultCommand({
    nodeUid: stage.nodeUid,
    tool: 'perf',
    args: ['record', '-F', '999', '-g', '-e', 'cpu-clock'],
    durationMs: 3_000,
    pods: [pod],
  });
  await stage.prepare(command);
  stage.commit(command);
  expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded', message: '' });
  expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded', message: '' });

  const directory = await mkdtemp(join(tmpdir(), 'toe-flamegraph-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'perf-script.txt.zst');
  await writeFile(path, await stage.readStored(command, 'perf-script'));
  const input = {
    node: 'node-1',
    path,
    mediaType: 'text/vnd.perf-script+zstd',
    fileName: 'perf-script.txt.zst',
  };
  const processed = await processRun(
    {
      title: 'perf record',
      subtitle: 'of a pod',
      inputs: [input],
      outputDirectory: directory,
      memoryBytes: 1 << 30,
      timeoutMs: 60_000,
      steps: [{ name: 'flamegraph', processor: 'flamegraph' }],
    },
    { log: silentLog },
    new AbortController().signal,
  );
  if (processed.kind !== 'processed') throw new Error(`Nothing was processed: ${JSON.stringify(processed)}`);
  const read = async (name: string): Promise<Buffer> =>
    await readFile(processed.outputs.find(({ fileName }) => fileName === name)?.path ?? '');
  const folded = zstdDecompressSync(await read('profile.folded.zst')).toString();
  const html = (await read('flamegraph.html')).toString();
  for (const name of ['busy_until_the_end', 'busy_and_gone']) {
    expect(folded).toMatch(new RegExp(`;${name} [0-9]+$`, 'm'));
    expect(html).toContain(name);
  }
}, 90_000);

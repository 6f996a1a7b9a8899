import { readFile, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sealFile } from '../../agent/artifacts/seal-file.ts';
import { toWrittenType } from '../../agent/commands/written-type.ts';
import { parseProcessStat } from '../../agent/targets/parse-process-stat.ts';
import type { SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { WatchedCall } from './watched-call.ts';

/** Required files that are not there or not complete, and paths of the run's directory that lead out of it. */
export async function findFaults(
  calls: readonly WatchedCall[],
  outputs: SubcommandBaseline['outputs'],
  directory: string,
  argv: readonly string[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const output of outputs) {
    const { name, path, required, mayBeEmpty } = output;
    const empty = { mayBeEmpty: mayBeEmpty === true };
    const mediaType = toWrittenType(output, argv);
    const file = { directory, path, artifactId: name, mediaType, required, output: name, ...empty };
    const sealing = await sealFile(file);
    if (sealing.kind === 'sealed') faults.push(sealing.artifact.problem);
    else if (required) faults.push(sealing.message);
  }
  return [...faults.filter((fault) => fault !== ''), ...(await findWaysOut(calls, directory))];
}

/** A link in the directory would make a path of it one of somewhere else. */
export async function findWaysOut(
  calls: readonly WatchedCall[],
  directory: string,
): Promise<readonly string[]> {
  const root = await realpath(directory);
  const inside = calls.flatMap(({ paths }) => paths).filter((path) => path.startsWith(`${directory}/`));
  const ways: string[] = [];
  for (const folder of new Set(inside.map((path) => dirname(path)))) {
    const real = await realpath(folder).catch(() => root);
    if (real !== root && !real.startsWith(`${root}/`)) ways.push(`"${folder}" leads to "${real}"`);
  }
  return ways;
}

/** Targets that are not as they were: gone, stopped, or still held by a tracer. */
export async function findHarmed(pids: readonly number[]): Promise<readonly string[]> {
  const harmed: string[] = [];
  for (const pid of pids) {
    const stat = parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (stat === undefined || stat.isDead) harmed.push('a target is gone');
    else if (stat.isStopped) harmed.push('a target stands still');
    else if (!/^TracerPid:\t0$/m.test(status)) harmed.push('a target is still traced');
  }
  return harmed;
}

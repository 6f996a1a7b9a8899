import { join } from 'node:path';
import { fillSlots } from '../../shared/arguments/fill-slots.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { PodProcesses } from '../targets/find-pod-processes.ts';

/** A canonical argv with its slots filled for a run in this directory, kept to these processes where it is to be. */
export function toToolArgs(
  argv: readonly string[],
  command: Command,
  directory: string,
  pods: PodProcesses | undefined,
  scripts: ReadonlyMap<string, string> = new Map(),
): readonly string[] {
  const outputs = new Map(command.outputs.map((output) => [output.name, join(directory, output.path)]));
  const pids = pods?.processes.map(({ pid }) => pid) ?? [];
  return fillSlots(argv, { outputs, durationMs: command.durationMs, pids, scripts });
}

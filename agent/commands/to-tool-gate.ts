import type { StopGate } from '../../shared/arguments/baseline/stop-gate.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { ToolGate } from '../execution/tool-request.ts';

/** A gate with the file that the command gives the output; undefined where it leaves that one out. */
export function toToolGate({ sign, afterMs, atMostMs }: StopGate, command: Command): ToolGate | undefined {
  if ('line' in sign) return { sign, afterMs, atMostMs };
  const file = command.outputs.find(({ name }) => name === sign.output)?.path;
  return file === undefined ? undefined : { sign: { file }, afterMs, atMostMs };
}

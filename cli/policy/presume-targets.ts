import type { ArgumentRequest } from '../../shared/arguments/check-arguments.ts';

/** Targets that have every process and every network device that arguments could name. */
export function presumeTargets(args: readonly unknown[]): Pick<ArgumentRequest, 'targetPids' | 'netDevices'> {
  const words = args.flatMap((arg) =>
    typeof arg === 'string' ? [arg, arg.slice(2), ...arg.split(/[=,]/)] : [],
  );
  return {
    targetPids: new Set(words.map(Number).filter((pid) => Number.isSafeInteger(pid) && pid > 0)),
    netDevices: new Set(words),
  };
}

import { status } from '@grpc/grpc-js';
import { isServiceError } from '../shared/rpc/status.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** An ending with a sentence for the person (what could not be done, why) and the command to type next. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  readonly next: string | undefined;

  constructor(message: string, options: { exitCode?: ExitCode; next?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? exitCodes.failed;
    this.next = options.next;
  }
}

/** The coordinator that is called, in words for people. */
export interface Peer {
  /** Completes "Cannot reach …", as `the coordinator at 127.0.0.1:7443`. */
  readonly title: string;
  /** What to type where it cannot be reached. */
  readonly startIt: string;
  /** What to type where it does not know who calls or refuses them. */
  readonly proveOneself: string;
  /** Why the way to it is broken, where more is known than the RPC's own words. */
  readonly explainBreak?: () => string | undefined;
}

/** Translates what an RPC failed with; anything else is returned as it is. `goal` completes "Cannot …". */
export function toCliError(goal: string, peer: Peer, error: unknown): unknown {
  if (!isServiceError(error)) return error;
  const why = error.details === '' ? `the coordinator answered with status ${error.code}` : error.details;
  switch (error.code) {
    case status.UNAVAILABLE:
      return new CliError(`Cannot reach ${peer.title}: ${peer.explainBreak?.() ?? why}`, {
        next: peer.startIt,
        cause: error,
      });
    case status.DEADLINE_EXCEEDED:
      return new CliError(`Cannot ${goal}: ${peer.title} did not answer in time`, {
        next: 'toe nodes',
        cause: error,
      });
    case status.NOT_FOUND:
      return new CliError(`Cannot ${goal}: ${why}`, { next: 'toe get -A', cause: error });
    case status.INVALID_ARGUMENT:
      return new CliError(`Cannot ${goal}: ${why}`, {
        exitCode: exitCodes.usage,
        next: 'toe tools',
        cause: error,
      });
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return new CliError(`Cannot ${goal}: ${why}`, {
        next: peer.proveOneself,
        cause: error,
      });
    default:
      return new CliError(`Cannot ${goal}: ${why}`, { next: 'toe nodes', cause: error });
  }
}

/** The text on stderr for any error: the sentence, then the next command. */
export function renderError(error: unknown): string {
  if (error instanceof CliError) {
    const next = error.next === undefined ? '' : `\nNext: ${error.next}`;
    return `${error.message}${next}`;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Cannot go on: an unexpected fault: ${text}\nNext: toe --help`;
}

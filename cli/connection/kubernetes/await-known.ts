import { status } from '@grpc/grpc-js';
import type { Capture__Output } from '../../../shared/rpc/generated/toe/v1/Capture.ts';
import { isRetryable, isServiceError } from '../../../shared/rpc/status.ts';
import { type BackoffRule, backoffMs } from '../../../shared/runtime/backoff.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { CliError } from '../../cli-error.ts';
import type { CaptureClient } from '../capture-client.ts';

const limitMs = 10_000;
const rule: BackoffRule = { initialMs: 100, maxMs: 500 };
const never = new AbortController().signal;

/**
 * Waits until the coordinator knows a capture that the API server has just taken: its watch is a little behind. One
 * of the same name that was there before is another one. Gives back what was created where the coordinator is away,
 * and throws a CliError that says so where it still does not know it after ten seconds.
 */
export async function awaitKnown(
  created: Capture__Output,
  client: CaptureClient,
  clock: Clock,
): Promise<Capture__Output> {
  const { namespace, name, uid } = created;
  const untilUs = clock.monotonicUs() + limitMs * 1000;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const found = await client.get({ namespace, name });
      if (found.uid === uid) return found;
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (isRetryable(cause)) return created;
      if (!isServiceError(cause) || cause.code !== status.NOT_FOUND) throw unfollowed(name, error);
    }
    if (clock.monotonicUs() > untilUs) {
      throw unfollowed(name, `the coordinator does not know it after ${limitMs / 1000} s`);
    }
    await clock.sleep(backoffMs(rule, attempt, Math.random()), never);
  }
}

function unfollowed(name: string, error: unknown): CliError {
  const why = error instanceof Error ? error.message : String(error);
  return new CliError(`Cannot follow capture "${name}", which is created: ${why}`, {
    next: `toe watch ${name}, toe get ${name}`,
    cause: error,
  });
}

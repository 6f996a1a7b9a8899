import { setTimeout as delay } from 'node:timers/promises';
import { StoreFailure } from '../store-failure.ts';
import { LinkedAbort } from './linked-abort.ts';
import { readAnswer, type S3Answer, toStoreFailure } from './to-store-failure.ts';

export interface RequestLimits {
  /** From a request to the head of its answer, each time it is tried. */
  readonly attemptMs: number;
  /** All tries of it, and the body of its answer where that is small. */
  readonly requestMs: number;
}

export const allFeatures: BucketFeatures = { sums: true, conditionalComplete: true };

export const defaultLimits: RequestLimits = { attemptMs: 30_000, requestMs: 90_000 };

/** What not every server has; see `probeBucket`. */
export interface BucketFeatures {
  /** Refuses bytes whose SHA-256 is not the one that was said. */
  readonly sums: boolean;
  /** Completes a multipart upload only where the key has no object. */
  readonly conditionalComplete: boolean;
}

export interface BucketOptions {
  readonly limits: RequestLimits;
  readonly features: BucketFeatures;
  /** Nothing goes on after it has aborted. */
  readonly signal: AbortSignal;
  /** Asked right before everything that changes the bucket: whether this process still may. */
  readonly mayWrite: () => boolean;
}

/** A conditional write that met another one is tried again so often, after a pause that grows. */
const conflictTries = 5;
const conflictPauseMs = 20;

type Send<Answer> = (options: {
  readonly abortSignal: AbortSignal;
  readonly requestTimeout: number;
}) => Promise<Answer>;

/** What is asked, how, which answers that are no success are expected, and how much goes with it. */
export type AskArguments<Answer, Expected> = [
  what: string,
  send: Send<Answer>,
  expect?: (answer: S3Answer) => Expected | undefined,
  bodyBytes?: number,
];

/** So many times the limits for a request that carries so much: 70 KB/s are enough for a part. */
const largeBodyBytes = 1024 * 1024;
const largeBodyFactor = 4;

/**
 * Carries a request out within its limit, or until the signal aborts. What `expect` knows of the answers that are no
 * success is given back; all else is thrown as a StoreFailure. `what` completes "Cannot".
 */
export async function request<Answer, Expected>(
  what: string,
  send: Send<Answer>,
  { limits, signal }: Pick<BucketOptions, 'limits' | 'signal'>,
  expect: (answer: S3Answer) => Expected | undefined,
  bodyBytes = 0,
): Promise<Answer | Expected> {
  const factor = bodyBytes > largeBodyBytes ? largeBodyFactor : 1;
  const [requestTimeout, requestMs] = [limits.attemptMs * factor, limits.requestMs * factor];
  using limit = new LinkedAbort(signal, requestMs);
  const abortSignal = limit.signal;
  for (let tries = 1; ; tries += 1) {
    try {
      return await send({ abortSignal, requestTimeout });
    } catch (error) {
      const answer = readAnswer(error);
      const expected = expect(answer);
      if (expected !== undefined) return expected;
      if (signal.aborted) throw notLeading(what, error);
      if (limit.isLate) {
        const why = `the object store did not answer within ${requestMs / 1_000} s`;
        throw new StoreFailure('unavailable', what, why, { cause: error });
      }
      if (answer.status !== 409 || tries >= conflictTries) throw toStoreFailure(what, error);
    }
    const pauseMs = conflictPauseMs * 2 ** tries * Math.random();
    await delay(pauseMs, undefined, { signal: abortSignal }).catch(() => undefined);
  }
}

export function notLeading(what: string, cause?: unknown): StoreFailure {
  return new StoreFailure('unavailable', what, 'this coordinator does not lead any more', { cause });
}

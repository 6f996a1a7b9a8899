import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../shared/log.ts';
import type { AdmissionRequest, AdmissionVerdict } from './admission-request.ts';
import type { JudgeDeps } from './judge-deps.ts';
import { judgePowerTool } from './judge-power-tool.ts';
import { judgeSetting } from './judge-setting.ts';

/** Below the webhook's `timeoutSeconds` of 5, so that the API server gets an answer with a reason. */
const judgeLimitMs = 4_000;

export type Judge = (request: AdmissionRequest) => Promise<AdmissionVerdict>;

/** Judges every request within 4 s and leaves a line of each in the log. What fails is refused, never let through. */
export function makeJudge(deps: JudgeDeps, log: Log): Judge {
  return async (request) => {
    const verdict = await judgeInTime(request, deps).catch((error: unknown): AdmissionVerdict => {
      log.error({ err: error, kind: request.kind }, 'Request could not be judged');
      const why = error instanceof Error ? error.message : String(error);
      return fail(request, why);
    });
    const { operation, kind, namespace, name, isDryRun } = request;
    const answered =
      verdict.kind === 'refused'
        ? { verdict: verdict.kind, code: verdict.code, message: verdict.message }
        : { verdict: verdict.kind };
    log.info(
      { who: request.user.username, operation, kind, namespace, name, isDryRun, ...answered },
      'Request judged',
    );
    return verdict;
  };
}

async function judgeInTime(request: AdmissionRequest, deps: JudgeDeps): Promise<AdmissionVerdict> {
  const answered = new AbortController();
  const late = delay(judgeLimitMs, undefined, { signal: answered.signal }).then(
    () => fail(request, `no answer came within ${judgeLimitMs / 1_000} s`),
    () => fail(request, 'it is answered already'),
  );
  try {
    return await Promise.race([judge(request, deps), late]);
  } finally {
    answered.abort();
  }
}

async function judge(request: AdmissionRequest, deps: JudgeDeps): Promise<AdmissionVerdict> {
  const { kind } = request;
  return kind === 'PowerTool'
    ? await judgePowerTool(request, deps)
    : await judgeSetting({ ...request, kind }, deps);
}

function fail({ kind, namespace, name }: AdmissionRequest, why: string): AdmissionVerdict {
  const message = `Cannot judge ${kind} "${namespace}/${name}": ${why}: try again`;
  return { kind: 'refused', code: 503, message, faults: [], warnings: [] };
}

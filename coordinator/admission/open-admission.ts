import type { Log } from '../../shared/log.ts';
import type { Part } from '../../shared/runtime/group.ts';
import { type Admission, admitStamped } from './admission.ts';
import { followFiles } from './follow-files.ts';
import { makeJudge } from './judge.ts';
import type { JudgeDeps } from './judge-deps.ts';
import { type AdmissionTls, openAdmissionServer } from './serve-admission.ts';
import { readStampKeys } from './stamp-keys.ts';

export interface AdmissionOptions extends Omit<JudgeDeps, 'keys'> {
  /** `host:port`. */
  readonly listen: string;
  readonly tls: AdmissionTls;
  /** The file of keys: 32 random bytes in base64 a line; the first stamps, all check. */
  readonly stampKeyPath: string;
  readonly log: Log;
  /** How often replaced files are looked for. */
  readonly pollMs?: number;
}

export interface OpenedAdmission {
  readonly admission: Admission;
  /** `host:port` as bound. */
  readonly address: string;
  /** Follows the key and serves the webhook. */
  readonly parts: readonly Part[];
}

/** Opens the admission webhook of a cluster's coordinator; any replica may serve. Throws an Error with a remedy. */
export async function openAdmission(options: AdmissionOptions): Promise<OpenedAdmission> {
  const { listen, tls, stampKeyPath, log, clock, pollMs = 10_000 } = options;
  let keys = await readStampKeys(stampKeyPath);
  const follow = { clock, log, pollMs };
  const followKeys = followFiles(
    () => readStampKeys(stampKeyPath),
    (found) => {
      keys = found;
    },
    'stamp keys',
    follow,
  );
  const judge = makeJudge({ ...options, keys: () => keys }, log);
  const server = await openAdmissionServer({ listen, tls, judge, log }, follow);
  return {
    admission: admitStamped(() => keys, clock),
    address: server.address,
    parts: [followKeys, server.part],
  };
}

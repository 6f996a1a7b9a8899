import { randomInt } from 'node:crypto';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import type { AdmissionRequest, AdmissionVerdict } from './admission-request.ts';
import { checkPowerTool } from './checks/check-power-tool.ts';
import { forbidden } from './checks/finding.ts';
import { decideStamp, readAnnotation } from './decide-stamp.ts';
import { digestRequested } from './digest-requested.ts';
import type { JudgeDeps } from './judge-deps.ts';
import { setAnnotations } from './set-annotations.ts';
import { checkStamp, requestedByAnnotation, stampAnnotation, toStampAnnotations } from './stamp.ts';
import { toVerdict } from './to-verdict.ts';

/** Checks a PowerTool as far as the write asks for something, and stamps it for whoever asks. */
export async function judgePowerTool(request: AdmissionRequest, deps: JudgeDeps): Promise<AdmissionVerdict> {
  const { object, oldObject, user } = request;
  const write = { object, oldObject, username: user.username, ownUsername: deps.ownUsername };
  const decision = decideStamp(write);
  switch (decision.kind) {
    case 'refused':
      return toVerdict(request, decision.faults.map(forbidden));
    case 'keep': {
      const names = [requestedByAnnotation, stampAnnotation];
      const kept = names.map((name) => [name, readAnnotation(oldObject, name)] as const);
      return toVerdict(request, [], setAnnotations(object, new Map(kept)));
    }
    case 'verify': {
      const why = verifyStamp(request, deps);
      if (why !== undefined) return toVerdict(request, [forbidden(why)]);
      // Whose rights count was asked before the coordinator stamped it.
      return toVerdict(request, await checkPowerTool(request, undefined, deps));
    }
    case 'stamp':
      return await stamp(request, deps);
    default:
      return decision satisfies never;
  }
}

async function stamp(request: AdmissionRequest, deps: JudgeDeps): Promise<AdmissionVerdict> {
  const { object, namespace, user } = request;
  const metadata = readMember(object, 'metadata');
  const [prefix, uid] = [readMember(metadata, 'generateName'), readMember(metadata, 'uid')];
  const isNameless = request.name === '' && typeof prefix === 'string';
  const name = isNameless ? generateName(prefix) : request.name;
  const findings = await checkPowerTool({ namespace, name, object }, user, deps);
  const unixSeconds = Math.floor(deps.clock.unixUs() / 1_000_000);
  const subject = {
    object:
      request.operation === 'UPDATE' && typeof uid === 'string'
        ? ({ kind: 'known', uid } as const)
        : ({ kind: 'new', namespace, name, unixSeconds } as const),
    requestedBy: user.username,
    specDigest: digestRequested(readMember(object, 'spec')),
  };
  const annotations = new Map(Object.entries(toStampAnnotations(deps.keys(), subject)));
  return toVerdict({ ...request, name }, findings, [
    ...(isNameless ? [{ op: 'add', path: '/metadata/name', value: name } as const] : []),
    ...setAnnotations(object, annotations),
  ]);
}

/** Why the stamp that the coordinator has put on the object is not one for it; undefined where it is. */
function verifyStamp({ object, namespace, name }: AdmissionRequest, deps: JudgeDeps): string | undefined {
  const metadata = readMember(object, 'metadata');
  const [uid, created] = [readMember(metadata, 'uid'), readMember(metadata, 'creationTimestamp')];
  const annotations = Object.fromEntries(
    [requestedByAnnotation, stampAnnotation].flatMap((each) => {
      const text = readAnnotation(object, each);
      return text === undefined ? [] : [[each, text]];
    }),
  );
  const checked = checkStamp(deps.keys(), {
    metadata: {
      namespace,
      name,
      uid: typeof uid === 'string' ? uid : '',
      creationTimestamp:
        typeof created === 'string' ? created : new Date(deps.clock.unixUs() / 1_000).toISOString(),
      annotations,
    },
    spec: readMember(object, 'spec'),
  });
  if (checked.kind === 'stamped') return undefined;
  return `metadata.annotations["${stampAnnotation}"]: cannot be kept: ${checked.why}: stamp the object as it is`;
}

/** As the API server makes names, but before it does, so that the stamp can name the object. */
function generateName(prefix: string): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const [most, random] = [63, 8];
  const end = Array.from({ length: random }, () => letters[randomInt(letters.length)]).join('');
  return `${prefix.slice(0, most - random)}${end}`;
}

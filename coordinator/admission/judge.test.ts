import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { defaultPolicies } from '../../shared/arguments/default-policies.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { FakeReviews } from '../../test/fakes/fake-reviews.ts';
import { openResourceFolder } from '../resources/standalone/open-resource-folder.ts';
import { noCeiling } from '../settings/ceiling.ts';
import type { AdmissionRequest } from './admission-request.ts';
import { makeJudge } from './judge.ts';
import type { JudgeDeps } from './judge-deps.ts';

let folder: string;
let deps: JudgeDeps;
let reviews: FakeReviews;
let logged: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toe-judge-'));
  reviews = new FakeReviews();
  logged = [];
  deps = {
    source: await openResourceFolder({
      dataDir: folder,
      defaults: defaultConfigs,
      defaultPolicies,
      log: silentLog,
    }),
    reviews,
    ceiling: noCeiling,
    keys: () => [Buffer.alloc(32)],
    previewTargets: () => undefined,
    home: 'toe-system',
    ownUsername: 'system:serviceaccount:toe-system:toe-coordinator',
    clock: systemClock,
  };
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const log = pino({}, { write: (line) => logged.push(line) });
const spec = {
  tool: { name: 'perf', args: ['record', '-a'], duration: '30s' },
  targets: { allNodes: true },
  reason: 'a secret reason',
};
const request: AdmissionRequest = {
  uid: 'q',
  kind: 'PowerTool',
  operation: 'CREATE',
  namespace: 'oncall',
  name: 'blue',
  user: { username: 'alice', uid: '', groups: ['oncall'], extra: {} },
  isDryRun: false,
  object: { metadata: { name: 'blue' }, spec },
  oldObject: undefined,
};

test('an answer that does not come in time is a refusal with a reason', async () => {
  const { promise: never } = Promise.withResolvers<never>();
  const slow = { ...deps, reviews: { reviewAccess: () => never, reviewToken: () => never } };
  expect(await makeJudge(slow, silentLog, 20)(request)).toEqual({
    kind: 'refused',
    code: 503,
    message: 'Cannot judge PowerTool "oncall/blue": no answer came within 0.02 s: try again',
    faults: [],
    warnings: [],
  });
});

test('whole rights of the user are asked for, groups and all', async () => {
  reviews.grant('alice', () => true);
  expect((await makeJudge(deps, silentLog)(request)).kind).toBe('allowed');
  const { user } = request;
  const anywhere = { subresource: '', namespace: '', name: '' };
  expect(reviews.accessReviews).toEqual([
    {
      user,
      verb: 'use',
      group: 'toe.run',
      resource: 'powertoolconfigs',
      subresource: '',
      namespace: 'toe-system',
      name: 'perf',
    },
    { user, verb: 'capture', group: 'toe.run', resource: 'nodes', ...anywhere },
  ]);
});

test('every verdict leaves a line that says who wanted what, and nothing of the spec', async () => {
  await makeJudge(deps, log)(request);
  reviews.grant('alice', () => true);
  await makeJudge(deps, log)(request);
  const lines = logged.map((line): unknown => JSON.parse(line));
  const wanted = { who: 'alice', operation: 'CREATE', kind: 'PowerTool', namespace: 'oncall', name: 'blue' };
  expect(lines).toMatchObject([
    { ...wanted, verdict: 'refused', code: 403, msg: 'Request judged' },
    { ...wanted, verdict: 'allowed', msg: 'Request judged' },
  ]);
  expect(logged.join()).not.toContain('a secret reason');
});

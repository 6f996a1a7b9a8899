import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Admitted } from '../../coordinator/admission/admission.ts';
import type { AdmissionVerdict } from '../../coordinator/admission/admission-request.ts';
import { type AdmissionStage, startAdmissionStage } from './admission-stage.ts';
import { create, createWhole, newName, patch } from './harness/objects-as-users.ts';
import { messageOf, pathOf, readPath } from './harness/toe-objects.ts';
import type { User } from './harness/users.ts';

const spec = {
  tool: { name: 'perf', args: ['record', '-F', '99', '-a', '-g'], duration: '30s' },
  targets: { allNodes: true },
};
const template = { ...spec, schedule: '0 * * * *' };

let stage: AdmissionStage;
let alice: User;
let bob: User;

beforeAll(async () => {
  stage = await startAdmissionStage();
  [alice, bob] = [await stage.addUser('alice'), await stage.addUser('bob')];
  stage.reviews.grant(alice.name, ({ verb }) => verb === 'use' || verb === 'capture');
  await stage.install();
});

afterAll(() => stage?.[Symbol.asyncDispose]());

const byAlice = (): Admitted => ({ kind: 'admitted', requestedBy: alice.name });
const given = (user: User, name: string, what: object = spec): Promise<void> => createWhole(user, name, what);

/** Does something while the API server does not ask, as where the registration was removed. */
async function unasked(act: () => Promise<void>): Promise<void> {
  await stage.uninstall();
  try {
    await act();
  } finally {
    await stage.install();
  }
}

describe('a stamp', () => {
  test('that somebody brings along is replaced by their own', async () => {
    const name = newName();
    const annotations = { 'toe.run/requested-by': 'system:admin', 'toe.run/stamp': 'v1:known:x' };
    const answer = await create(alice, 'PowerTool', 'oncall', { metadata: { name, annotations }, spec });
    expect(messageOf(answer)).toBe('201 ');
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });

  test.each(['toe.run/requested-by', 'toe.run/stamp'])('cannot be altered later: %s', async (annotation) => {
    const name = newName();
    await given(alice, name);
    const change = { metadata: { annotations: { [annotation]: 'system:admin' } } };
    const answer = await patch(alice, 'PowerTool', 'oncall', name, change);
    expect(messageOf(answer)).toMatch(/^403 .*is written by the coordinator alone: leave it as it was/);
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });

  test('is missing where the webhook was removed, and cannot be forged or borrowed there', async () => {
    const [lent, plain, forged, borrowed] = [newName(), newName(), newName(), newName()];
    await given(alice, lent);
    const annotations = await stage.readAnnotations(lent);
    await unasked(async () => {
      await given(bob, plain);
      const invented = { 'toe.run/requested-by': bob.name, 'toe.run/stamp': `v1:new:1:${'A'.repeat(43)}` };
      for (const [name, claimed] of [
        [forged, invented],
        [borrowed, annotations],
      ] as const)
        await create(bob, 'PowerTool', 'oncall', { metadata: { name, annotations: claimed }, spec });
    });
    expect(await stage.requireStamp(plain)).toEqual({
      kind: 'notAdmitted',
      message: `Cannot carry out PowerTool "oncall/${plain}": it does not carry the stamp that the admission webhook gives: create it again, or a new one, while the webhook of TOE is installed`,
    });
    for (const name of [forged, borrowed])
      expect(await stage.requireStamp(name)).toMatchObject({
        kind: 'notAdmitted',
        message: expect.stringContaining('its stamp is for something else') as unknown,
      });
    expect(await stage.requireStamp(lent)).toEqual(byAlice());
  });

  test('is not good for a spec that was changed while the webhook was removed', async () => {
    const name = newName();
    await given(alice, name, template);
    expect(await stage.requireStamp(name)).toEqual(byAlice());
    await unasked(async () => {
      const change = { spec: { tool: { args: ['record', '-F', '999', '-a'] } } };
      expect(messageOf(await patch(bob, 'PowerTool', 'oncall', name, change))).toBe('200 ');
    });
    expect((await stage.requireStamp(name)).kind).toBe('notAdmitted');
  });

  test('is made again where another webhook changes the object after it', async () => {
    const judge = async (): Promise<AdmissionVerdict> => ({
      kind: 'allowed',
      warnings: [],
      patch: [{ op: 'add', path: '/spec/reason', value: 'changed on the way' }],
    });
    await using _other = await stage.installAnother('zz-another', judge);
    const name = newName();
    await given(alice, name);
    const { body } = await stage.server.admin.send('GET', pathOf('PowerTool', 'oncall', name));
    expect(readPath(body, 'spec', 'reason')).toBe('changed on the way');
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });

  test('that is missing does not come by a stop or a label', async () => {
    const name = newName();
    await unasked(() => given(alice, name));
    for (const change of [{ spec: { stop: true } }, { metadata: { labels: { a: 'b' } } }])
      expect(messageOf(await patch(alice, 'PowerTool', 'oncall', name, change))).toBe('200 ');
    expect((await stage.requireStamp(name)).kind).toBe('notAdmitted');
  });
});

describe('a template', () => {
  test('is stamped anew for whoever edits it, who needs the rights', async () => {
    const name = newName();
    await given(alice, name, template);
    const edit = { spec: { tool: { duration: '1m' } } };
    expect(messageOf(await patch(bob, 'PowerTool', 'oncall', name, edit))).toMatch(
      /^403 .*may not use tool "perf"/,
    );
    expect(await stage.requireStamp(name)).toEqual(byAlice());
    const carol = await stage.addUser('carol');
    stage.reviews.grant(carol.name, () => true);
    expect(messageOf(await patch(carol, 'PowerTool', 'oncall', name, edit))).toBe('200 ');
    expect(await stage.requireStamp(name)).toEqual({ kind: 'admitted', requestedBy: carol.name });
  });

  test('can be suspended by anybody who may update it, and resumed only with the rights', async () => {
    const name = newName();
    await given(alice, name, template);
    const suspend = (user: User, isSuspended: boolean) =>
      patch(user, 'PowerTool', 'oncall', name, { spec: { suspend: isSuspended } });
    expect(messageOf(await suspend(bob, true))).toBe('200 ');
    expect(await stage.requireStamp(name)).toEqual(byAlice());
    expect(messageOf(await suspend(bob, false))).toMatch(/^403 /);
    expect(messageOf(await suspend(alice, false))).toBe('200 ');
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });

  test('is refused with the faults of what it would fire', async () => {
    const wrong = { ...template, tool: { ...spec.tool, args: ['record', '--output', 'x'] } };
    const answer = await create(alice, 'PowerTool', 'oncall', { metadata: { name: newName() }, spec: wrong });
    expect(messageOf(answer)).toMatch(/^422 .*spec\.tool\.args: /);
  });
});

describe('the coordinator', () => {
  const birth = (name: string, change: object = {}) => ({
    namespace: 'oncall',
    name,
    spec,
    requestedBy: alice.name,
    ...change,
  });

  test('creates for somebody else with a stamp of its own', async () => {
    const name = newName();
    const annotations = stage.admission.stampFor(birth(name));
    const answer = await create(stage.own, 'PowerTool', 'oncall', { metadata: { name, annotations }, spec });
    expect(messageOf(answer)).toBe('201 ');
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });

  test('is refused where its stamp is for something else', async () => {
    const name = newName();
    const annotations = stage.admission.stampFor(birth(name, { spec: template }));
    const answer = await create(stage.own, 'PowerTool', 'oncall', { metadata: { name, annotations }, spec });
    expect(messageOf(answer)).toMatch(/^403 .*cannot be kept: its stamp is for something else/);
  });

  test('is refused where what it creates has become wrong', async () => {
    const name = newName();
    const wrong = { ...spec, tool: { ...spec.tool, duration: '2h' } };
    const annotations = stage.admission.stampFor(birth(name, { spec: wrong }));
    const answer = await create(stage.own, 'PowerTool', 'oncall', {
      metadata: { name, annotations },
      spec: wrong,
    });
    expect(messageOf(answer)).toMatch(/^422 .*"2h" is above the limit/);
  });

  test('lends its stamps to nobody', async () => {
    const name = newName();
    const annotations = stage.admission.stampFor(birth(name));
    const answer = await create(bob, 'PowerTool', 'oncall', { metadata: { name, annotations }, spec });
    expect(messageOf(answer)).toMatch(/^403 .*may not use tool "perf"/);
  });

  test('has no rights by its account alone', async () => {
    const answer = await create(stage.own, 'PowerTool', 'oncall', { metadata: { name: newName() }, spec });
    expect(messageOf(answer)).toMatch(/^403 .*toe-coordinator" may not use tool "perf"/);
  });

  test('stops what others asked for', async () => {
    const name = newName();
    await given(alice, name);
    expect(messageOf(await patch(stage.own, 'PowerTool', 'oncall', name, { spec: { stop: true } }))).toBe(
      '200 ',
    );
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });
});

import { expect, test } from 'vitest';
import { expectStatus } from '../harness/objects-as-users.ts';
import { pathOf } from '../harness/toe-objects.ts';
import { badInputs, onA } from './bad-inputs.ts';
import { aSnapshot, type CaptureStage, conditionOf } from './stage.ts';

export function badInput(stage: () => CaptureStage): void {
  test.for(badInputs)('of bad input it says what is wrong and what would be right: $title', async (bad) => {
    const { fleet } = stage();
    const name = `bad-${bad.title}`;
    const uid = await fleet.create(name, bad.spec);
    const status = await stage().ended(name, 20_000);
    expect(status.phase).toBe('Failed');
    const complete = conditionOf(status, 'Complete');
    expect(complete?.reason).toBe(bad.reason);
    for (const part of bad.says) expect(complete?.message).toMatch(part);
    const isRefused = ['Invalid', 'UnknownTool', 'BudgetExceeded'].includes(bad.reason);
    expect(conditionOf(status, 'Accepted')?.status).toBe(isRefused ? 'False' : 'True');
    expect(status.nodes.verified).toBe(0);
    expect(status.manifest).toBeUndefined();
    const warned = (await stage().eventually(uid, bad.reason)).filter(({ reason }) => reason === bad.reason);
    expect(warned).toMatchObject([{ type: 'Warning', message: complete?.message.slice(0, 1_024), count: 1 }]);
  });

  const rightful = aSnapshot(onA);
  test.for([
    ['without a stamp', {}],
    ['with a stamp that somebody made up', { 'toe.run/requested-by': 'root', 'toe.run/stamp': 'v1:known:x' }],
  ] as const)('an object %s is not carried out', async ([_title, annotations]) => {
    const { admin } = stage().fleet.server;
    const name = `unstamped-${Object.keys(annotations).length}`;
    const body = {
      apiVersion: 'toe.run/v1alpha1',
      kind: 'PowerTool',
      metadata: { name, annotations },
      spec: rightful,
    };
    expectStatus(await admin.send('POST', pathOf('PowerTool', 'oncall'), { body }), 201);
    const status = await stage().ended(name, 15_000);
    expect(status.phase).toBe('Failed');
    expect(conditionOf(status, 'Accepted')).toMatchObject({
      status: 'False',
      reason: 'NotAdmitted',
      message: expect.stringMatching(/^Cannot carry out .*: create it again/),
    });
  });

  test('a stamp of another capture does not pass', async () => {
    const { fleet } = stage();
    const spec = aSnapshot({ nodeNames: ['node-b'] });
    const annotations = fleet.stampFor('stamp-lender', spec);
    const { admin } = fleet.server;
    const metadata = { name: 'stamp-borrower', annotations };
    const body = { apiVersion: 'toe.run/v1alpha1', kind: 'PowerTool', metadata, spec };
    expectStatus(await admin.send('POST', pathOf('PowerTool', 'oncall'), { body }), 201);
    expect(conditionOf(await stage().ended('stamp-borrower', 15_000), 'Accepted')?.reason).toBe(
      'NotAdmitted',
    );
  });

  test('after all that a good capture still succeeds', async () => {
    const { fleet } = stage();
    for (const { title } of badInputs) await stage().exists(`bad-${title}`);
    // The others keep the node busy.
    const start = { leadTime: '1s', startDeadline: '1m' };
    await fleet.create('good-after-bad', aSnapshot(onA, { start }));
    const status = await stage().ended('good-after-bad');
    expect(status).toMatchObject({ phase: 'Succeeded', failures: [] });
  });
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KindName } from '../../shared/kinds/kinds.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';
import { type AdmissionStage, home, startAdmissionStage } from './admission-stage.ts';
import { create, createAs, newName, patch, tryApply } from './harness/objects-as-users.ts';
import { messageOf, pathOf, readPath } from './harness/toe-objects.ts';
import { config, refusedObjects, tool, world } from './refused-objects.ts';

let stage: AdmissionStage;

beforeAll(async () => {
  stage = await startAdmissionStage();
  await stage.install();
  for (const [kind, name, spec] of world) await createAs(admin(), kind, home, { metadata: { name }, spec });
  const isKnown = async (): Promise<true | undefined> =>
    (await Promise.all(world.map(([kind, name]) => knows(kind, name)))).every(Boolean) ? true : undefined;
  await waitUntil(isKnown, { timeoutMs: 15_000, what: 'the coordinator to know what was written' });
});

async function knows(kind: KindName, name: string): Promise<boolean> {
  const { source } = stage;
  if (kind === 'PowerToolProcessing')
    return (await source.listProcessings()).some(({ resource }) => resource.metadata.name === name);
  const read = kind === 'PowerToolConfig' ? await source.readConfig(name) : await source.readPolicy(name);
  return read.kind === 'found' && !read.resource.metadata.uid.startsWith('default-');
}

afterAll(() => stage?.[Symbol.asyncDispose]());

const admin = () => ({ client: stage.server.admin });
test.each(refusedObjects)(
  '$title is refused, and what helps is said ($kind)',
  async ({ kind, name, spec, told }) => {
    const namespace = kind === 'PowerTool' ? 'oncall' : home;
    const metadata = { name: name === '' ? newName() : name };
    const answer = await create(admin(), kind, namespace, { metadata, spec });
    const message = messageOf(answer);
    const head = `422 admission webhook "admission.toe.run" denied the request: Cannot create ${kind} "${namespace}/${metadata.name}": `;
    expect(message.slice(0, head.length)).toBe(head);
    for (const text of told) expect(message).toContain(text);
    expect(message).toMatch(/^\P{Cc}*$/u);
  },
);

test('what was refused was not stored', async () => {
  const captures = await stage.server.admin.send('GET', pathOf('PowerTool', 'oncall'));
  expect(readPath(captures.body, 'items')).toEqual([]);
});

test.each<readonly [string, KindName, string, object, string]>([
  [
    'a policy that is not there yet',
    'PowerToolConfig',
    home,
    config({ argumentPolicy: 'later' }),
    'captures of perf are refused until it is',
  ],
  [
    'a place where it is not honoured',
    'PowerToolConfig',
    'oncall',
    config({}),
    'is honoured only in namespace',
  ],
  [
    'a processing for another tool',
    'PowerTool',
    'oncall',
    tool({}, { processing: ['of-snapshots'] }),
    'written for the files of',
  ],
  [
    'a processing of no known tool',
    'PowerToolProcessing',
    home,
    { source: { tool: 'htop' } },
    'spec.source.tool: there is no tool',
  ],
  [
    'a processing without steps',
    'PowerToolProcessing',
    home,
    { source: { tool: 'perf' } },
    'nothing is made of the files',
  ],
])('%s is only warned of', async (_, kind, namespace, spec, told) => {
  const answer = await tryApply(admin(), kind, namespace, { metadata: { name: 'perf' }, spec });
  expect(messageOf(answer)).toMatch(/^20[01] /);
  expect(answer.warnings.join()).toContain(told);
});

test('a setting that has become wrong can be labelled, and is checked when its spec changes', async () => {
  const name = 'perf';
  await stage.uninstall();
  expect(
    (await patch(admin(), 'PowerToolConfig', home, name, { spec: { argumentPolicy: 'of-snapshot' } })).status,
  ).toBe(200);
  await stage.install();
  const label = await patch(admin(), 'PowerToolConfig', home, name, { metadata: { labels: { a: 'b' } } });
  expect(messageOf(label)).toBe('200 ');
  const edit = await patch(admin(), 'PowerToolConfig', home, name, { spec: { description: 'x' } });
  expect(messageOf(edit)).toMatch(/^422 .*Cannot update PowerToolConfig .*is for tool "node-snapshot"/);
});

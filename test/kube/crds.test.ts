import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseResourceDocument } from '../../shared/kinds/parse-resource-document.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import {
  createNamespace,
  installKinds,
  messageOf,
  pathOf,
  readPath,
  readSamples,
  tryCreate,
} from './harness/toe-objects.ts';
import { spoilSpec } from './spoil-spec.ts';
import { wholeSpecs } from './whole-specs.ts';
import { wrongSpecs } from './wrong-specs.ts';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
  await installKinds(server.admin);
  await createNamespace(server.admin, 'oncall');
  await createNamespace(server.admin, 'toe-system');
});

afterAll(() => server?.[Symbol.asyncDispose]());

describe('a good object', () => {
  test.each(readSamples())('$title is taken and defaulted as in standalone mode', async (sample) => {
    const parsed = parseResourceDocument(sample.object);
    if (parsed.kind === 'faulty') throw new Error(`The sample is faulty: ${JSON.stringify(parsed.faults)}`);
    const path = `${pathOf(sample.kind, sample.namespace)}?fieldValidation=Strict`;
    const answer = await server.admin.send('POST', path, { body: sample.object });
    expect(messageOf(answer)).toBe('201 ');
    expect(answer.warnings).toEqual([]);
    expect(readPath(answer.body, 'spec')).toEqual(parsed.resource.spec);
  });
});

describe('a bad object', () => {
  test.each(wrongSpecs)('%s is refused, the field named', async (_title, kind, spec, message) => {
    const answer = await tryCreate(server.admin, kind, spec);
    expect(answer.status).toBe(message.startsWith('unknown field') ? 400 : 422);
    expect(messageOf(answer)).toContain(message);
    expect(validateSpec(kind, spec)).toMatchObject({ kind: 'invalid' });
  });

  test.each([
    ['without a spec', { spec: undefined }, 'spec: Required value'],
    ['with a name in capitals', { metadata: { name: 'Blue' } }, 'metadata.name: Invalid value: "Blue"'],
    ['with a dot in its name', { metadata: { name: 'a.b' } }, 'metadata.name: Invalid value: "a.b"'],
    ['with a name of 64', { metadata: { name: 'x'.repeat(64) } }, 'metadata.name: Too long'],
    ['with a field beside spec', { specs: {} }, 'unknown field "specs"'],
  ])('one %s is refused', async (_title, more, message) => {
    const spec = { tool: { name: 'perf', duration: '30s' }, targets: { allNodes: true } };
    const answer = await tryCreate(server.admin, 'PowerTool', spec, more);
    expect(messageOf(answer)).toContain(message);
  });

  test('all its faults are told in one message', async () => {
    const answer = await tryCreate(server.admin, 'PowerTool', {
      tool: { name: 'Perf', duration: '1x' },
      targets: { allNodes: true },
      start: { leadTime: 3 },
    });
    for (const field of ['spec.tool.name', 'spec.tool.duration', 'spec.start.leadTime'])
      expect.soft(messageOf(answer)).toContain(`${field}: Invalid value`);
  });
});

describe('what an API server cannot tell is left to the coordinator', () => {
  test.each([
    ['an hour too late', { schedule: '0 24 * * *' }],
    ['a day that never comes', { schedule: '0 0 30 2 *' }],
    ['another dialect', { schedule: '0 0 L * *' }],
    ['a time zone that is none', { schedule: '@daily', timeZone: 'Europe/Atlantis' }],
  ])('%s', async (_title, fields) => {
    const spec = { tool: { name: 'perf', duration: '30s' }, targets: { allNodes: true }, ...fields };
    const answer = await tryCreate(server.admin, 'PowerTool', spec);
    expect(messageOf(answer)).toBe('201 ');
    expect(validateSpec('PowerTool', spec)).toMatchObject({ kind: 'invalid' });
  });
});

describe('the API server and standalone mode agree', () => {
  test.each(wholeSpecs)('on a %s, spoilt in every place', async (kind, whole) => {
    const wrong: string[] = [];
    let refused = 0;
    await Promise.all(
      spoilSpec(whole).map(async ({ change, spec, putsNull }) => {
        const answer = await tryCreate(server.admin, kind, spec);
        const taken = answer.status === 201;
        const validated = validateSpec(kind, spec);
        if (!taken) refused += 1;
        if (![201, 400, 422].includes(answer.status)) wrong.push(`${change}: ${messageOf(answer)}`);
        if (validated.kind === 'valid' && !taken) wrong.push(`${change}: refused: ${messageOf(answer)}`);
        if (validated.kind === 'invalid' && taken && !putsNull) wrong.push(`${change}: taken`);
        if (!taken) return;
        // A null is as good as left out to an API server; nothing else is changed but by defaults.
        const stored = readPath(answer.body, 'spec');
        if (validated.kind === 'valid' && !isDeepStrictEqual(stored, validated.spec))
          wrong.push(`${change}: stored as ${JSON.stringify(stored)}`);
        if (putsNull && JSON.stringify(stored).includes('null')) wrong.push(`${change}: null is stored`);
      }),
    );
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(100);
  });
});

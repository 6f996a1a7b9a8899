import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { convertManifests } from '../../cli/convert/convert-manifests.ts';
import { renderDocuments } from '../../cli/convert/render-documents.ts';
import { kinds } from '../../shared/kinds/kinds.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from './harness/toe-objects.ts';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
  await installKinds(server.admin);
  for (const namespace of ['shop', 'toe-system']) await createNamespace(server.admin, namespace);
});

afterAll(() => server?.[Symbol.asyncDispose]());

/** What the server says of each object that a file of old manifests becomes; nothing is stored. */
async function applyConverted(file: string): Promise<readonly string[]> {
  const text = readFileSync(new URL(`../fixtures/manifests/${file}`, import.meta.url), 'utf8');
  const conversion = convertManifests([{ file, text }]);
  if (conversion.kind === 'unusable') throw new Error(conversion.faults.join('\n'));
  // As kubectl reads it, which takes YAML 1.1.
  const documents = parseAllDocuments(renderDocuments(conversion.parts), { version: '1.1' });
  const answers = documents.map(async (document) => {
    const body: unknown = document.toJS();
    const kind = kinds.get(String(readPath(body, 'kind')))?.kind;
    if (kind === undefined) throw new Error(`Cannot apply a document of "${file}": it is of no Kind`);
    const namespace = readPath(body, 'metadata', 'namespace');
    const path = pathOf(kind, typeof namespace === 'string' ? namespace : 'default');
    return messageOf(await server.admin.send('POST', `${path}?dryRun=All&fieldValidation=Strict`, { body }));
  });
  return Promise.all(answers);
}

test.each([
  ['capture.yaml', 1],
  ['config.yaml', 1],
  ['list.yaml', 2],
  ['mixed.yaml', 2],
  ['nightly.yaml', 1],
])('the API server takes all that %s becomes', async (file, count) => {
  expect(await applyConverted(file)).toEqual(Array.from({ length: count }, () => '201 '));
});

test('the API server refuses what would be wider than the old object', async () => {
  const [capture, config] = await applyConverted('lost.yaml');
  expect(capture).toMatch(/^422 .*spec\.targets\.labelSelector: .*give matchLabels or matchExpressions/);
  expect(config).toMatch(/^422 .*spec\.allowedNamespaces\[0\]: Invalid value: "Shop"/);
});

/**
 * Writes deploy/crds, docs/reference/resources.md and docs/reference/manifest.schema.json from the schemas in shared.
 * With --check it writes nothing and fails
 * where the committed files differ from what the schemas say.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { kinds } from '../shared/kinds/kinds.ts';
import { toCrd } from '../shared/kinds/to-crd.ts';
import { renderManifestSchema } from './render-manifest-schema.ts';
import { renderResourcesPage } from './render-resources-page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = 'deploy/crds';
const header = 'Generated from shared/kinds by npm run generate; do not edit.';

const wanted = new Map<string, string>([
  ...[...kinds.values()].map((definition): [string, string] => {
    const crd = toCrd(definition);
    const yaml = stringify(crd, { lineWidth: 0, aliasDuplicateObjects: false });
    return [`${folder}/${crd.metadata.name}.yaml`, `# ${header}\n${yaml}`];
  }),
  ['docs/reference/resources.md', renderResourcesPage([...kinds.values()], header)],
  ['docs/reference/manifest.schema.json', renderManifestSchema()],
]);
const left = namesIn(folder)
  .map((name) => `${folder}/${name}`)
  .filter((path) => !wanted.has(path));

if (process.argv.includes('--check')) check();
else write();

function write(): void {
  for (const path of left) rmSync(join(root, path));
  for (const [path, text] of wanted) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function check(): void {
  const stale = [...wanted].flatMap(([path, text]) => (read(path) === text ? [] : [path]));
  if (stale.length + left.length === 0) return;
  process.stderr.write(`Stale: ${[...stale, ...left].join(', ')}: run npm run generate\n`);
  process.exitCode = 1;
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(join(root, path));
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

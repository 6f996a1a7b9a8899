import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startCommandLine } from '../../test/builders/command-line.ts';
import { type Effect, type FieldRow, toSteps } from './field-row.ts';
import { type OldKind, oldKinds } from './old-kinds.ts';
import { oldCapture, oldConfig } from './old-objects.fixture.ts';
import { hasField } from './our-fields.ts';

const page = readFileSync(new URL('../../docs/migration.md', import.meta.url), 'utf8');
const fixture = new URL('../../test/fixtures/manifests/nightly.yaml', import.meta.url);

const words: ReadonlyMap<Effect, string> = new Map([
  ['leftOut', 'left out'],
  ['refused', '**cannot be honoured**'],
]);

/** The table of a Kind as the page has it. */
function renderTable(kind: OldKind): string {
  const rows = kind.rows.filter(({ from }) => !/^spec\.(profiler|security)\./.test(from));
  return [
    '| field | here | |',
    '|---|---|---|',
    ...rows.map((row) => {
      const { effect, says } = effectOf(kind, row);
      const place =
        row.to === undefined || effect === 'leftOut' || effect === 'refused' ? '' : `\`${row.to}\``;
      const what = says === '' ? '' : `: ${says}`;
      return `| \`${row.from}\` | ${place} | ${words.get(effect) ?? effect}${what} |`;
    }),
    ...kind.defaults
      .filter(({ to }) => hasField(kind.becomes, toSteps(to)))
      .map(({ from, to, says }) => `| no \`${from}\` | \`${to}\` | defaulted: ${says} |`),
    '',
  ].join('\n');
}

function effectOf(kind: OldKind, row: FieldRow): { readonly effect: Effect; readonly says: string } {
  if (row.to === undefined || hasField(kind.becomes, toSteps(row.to))) return row;
  return row.without ?? { effect: 'refused', says: row.mend ?? row.says };
}

describe('docs/migration.md', () => {
  it.each([
    ['captures', oldCapture],
    ['configs', oldConfig],
  ])('has the table of %s', (_title, kind) => {
    expect(page).toContain(renderTable(kind));
  });

  it.each(oldKinds)('names $kind of $apiVersion', ({ apiVersion, kind }) => {
    expect(page).toContain(`\`${kind}\``);
    expect(page).toContain(`\`${apiVersion}\``);
  });

  it('shows a real run', async () => {
    const { pathname } = fixture;
    const line = startCommandLine('/nowhere', ['convert', '-f', pathname]);
    expect(await line.done).toBe(3);
    const shown = (text: string): string => text.replaceAll(pathname, 'nightly.yaml');
    expect(page).toContain(readFileSync(fixture, 'utf8'));
    // Lines are folded by the length of the name, which is not that of the page.
    const words = (text: string): string => shown(text).replace(/\s+/g, ' ');
    expect(words(page)).toContain(words(line.stderr()));
    expect(words(page).replaceAll(' # ', ' ')).toContain(words(line.stdout()).replaceAll(' # ', ' '));
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseResourceFile } from '../../shared/kinds/parse-resource-file.ts';

const folder = new URL('../../deploy/samples/', import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));

test('there is a sample of every Kind', async () => {
  const parsed = await Promise.all(files.map(async (file) => parseResourceFile(file, await read(file))));
  const kinds = parsed.flatMap((result) =>
    result.kind === 'parsed' ? result.resources.map(({ resource }) => resource.kind) : [],
  );
  expect(new Set(kinds)).toEqual(
    new Set(['PowerTool', 'PowerToolConfig', 'PowerToolArgumentPolicy', 'PowerToolProcessing']),
  );
});

test.each(files)('the sample %s has no faults', async (file) => {
  const parsed = parseResourceFile(file, await read(file));
  expect(parsed.kind === 'faulty' ? parsed.message : '').toBe('');
});

async function read(file: string): Promise<string> {
  return readFile(new URL(file, folder), 'utf8');
}

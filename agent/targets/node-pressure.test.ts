import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readNodePressure } from './node-pressure.ts';

const directory = await mkdtemp(join(tmpdir(), 'toe-pressure-'));
afterAll(() => rm(directory, { recursive: true }));

it('reads what a kernel tells, and says of the rest that it is not told', async () => {
  const full = 'full avg10=9.00 avg60=9.00 avg300=9.00 total=9\n';
  await writeFile(join(directory, 'cpu'), `some avg10=12.34 avg60=1.00 avg300=0.50 total=99\n${full}`);
  await writeFile(join(directory, 'io'), 'Operation not supported\n');
  expect(await readNodePressure(directory)).toEqual({ cpu: 12.34, memory: -1, io: -1 });
});

it('tells nothing where there is no such directory', async () => {
  expect(await readNodePressure(join(directory, 'none'))).toEqual({ cpu: -1, memory: -1, io: -1 });
});

import { expect, test } from 'vitest';
import { parseResourceFile } from '../../../shared/kinds/parse-resource-file.ts';
import { decideObjects } from './decide-objects.ts';
import { identifyObjects } from './identify-objects.ts';
import type { FileState } from './read-changed-files.ts';

function writePowerTool(name: string, duration = '30s'): string {
  return `apiVersion: toe.run/v1alpha1
kind: PowerTool
metadata: {name: ${name}}
spec: {tool: {name: perf, duration: ${duration}}, targets: {allNodes: true}}
`;
}

function makeState(file: string, text: string): readonly [string, FileState] {
  const parsed = parseResourceFile(file, text);
  return parsed.kind === 'parsed'
    ? [file, { signature: '', resources: parsed.resources, fault: undefined, claims: [] }]
    : [file, { signature: '', resources: [], fault: parsed.message, claims: parsed.claims }];
}

let uids = 0;
const makeIdentity = () => {
  uids += 1;
  return { uid: `uid-${uids}`, creationTimestamp: '2030-01-01T00:00:00.000Z' };
};

test('of two files with one object the first by path wins and the other has the fault', () => {
  const states = [makeState('b.yaml', writePowerTool('x')), makeState('a.yaml', writePowerTool('x', '40s'))];
  for (const files of [states, states.toReversed()]) {
    const decided = decideObjects(new Map(files));
    expect([...decided.objects.values()]).toMatchObject([
      { file: 'a.yaml', resource: { spec: { tool: { duration: '40s' } } } },
    ]);
    expect([...decided.faults]).toEqual([
      ['b.yaml', 'b.yaml:1: PowerTool "default/x" stands already in "a.yaml": remove or rename one'],
    ]);
  }
});

test('an object that only a faulty file is about is claimed', () => {
  const decided = decideObjects(
    new Map([makeState('a.yaml', writePowerTool('x', '1x')), makeState('b.yaml', writePowerTool('y'))]),
  );
  expect([...decided.claimed.keys()]).toEqual(['PowerTool/default/x']);
  expect([...decided.objects.keys()]).toEqual(['PowerTool/default/y']);
});

test('the generation rises with the spec and not with how it is written', () => {
  const decide = (text: string) => decideObjects(new Map([makeState('a.yaml', text)])).objects;
  const first = identifyObjects(decide(writePowerTool('x')), new Map(), makeIdentity);
  const same = identifyObjects(
    decide(writePowerTool('x').replace('}, targets', ', warmup: 0s}, targets')),
    first.records,
    makeIdentity,
  );
  expect(same.written).toEqual([]);
  const changed = identifyObjects(decide(writePowerTool('x', '40s')), same.records, makeIdentity);
  const [before] = first.written;
  expect(changed.written).toMatchObject([{ uid: before?.uid, generation: 2 }]);
  const moved = identifyObjects(new Map(), changed.records, makeIdentity);
  expect(moved.removed).toMatchObject([{ uid: before?.uid }]);
});

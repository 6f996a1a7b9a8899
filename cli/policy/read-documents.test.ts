import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configText, documentsOf, policyText } from './policies.fixture.ts';
import { showFault } from './policy-documents.ts';
import { parseDocuments, readDocuments } from './read-documents.ts';

const policy = policyText('narrow', ['{names: [-a]}']);
const showAll = (text: string, home = 'toe-system'): readonly string[] =>
  parseDocuments([{ file: 'a.yaml', text }], home).faults.map(showFault);

describe('documents', () => {
  it('of other kinds are counted and left alone, whatever is in them', () => {
    const others = [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
      'apiVersion: toe.run/v1alpha1\nkind: PowerTool\nmetadata: {name: x}\nspec: {tool: nonsense}\n',
      'apiVersion: codriverlabs.ai.toe.run/v1alpha1\nkind: PowerToolConfig\nmetadata: {name: x}\n',
      'replicas: 2\n',
    ];
    const read = documentsOf(...others, policy, configText('perf'));
    expect(read).toMatchObject({ faults: [], otherCount: 4, brokenCount: 0, fileCount: 1 });
    expect(read.policies.map(({ name }) => name)).toEqual(['narrow']);
    expect(read.configs.map(({ name }) => name)).toEqual(['perf']);
  });

  it('have defaults filled in', () => {
    expect(documentsOf(policy).policies[0]?.spec.subcommands[0]?.options[0]?.required).toBe(false);
  });

  it('tell each fault at its line', () => {
    const text = `${policy.replace('tool: perf', 'tool: perf\n  maxDuration: soon')}---\n${configText('perf', { defaultArgs: '"-a -g"' })}`;
    expect(showAll(text)).toEqual([
      expect.stringMatching(/^a\.yaml:6: spec\.maxDuration: "soon" is not a duration/),
      expect.stringMatching(/^a\.yaml:18: spec\.subcommands\[0\]\.defaultArgs: "-a -g" is not a list/),
    ]);
  });

  it('that are no YAML are told, and the others are read', () => {
    const read = documentsOf(policy, 'spec: [\n', configText('perf'));
    expect(read.faults).toHaveLength(1);
    expect(read.faults[0]).toMatchObject({ file: 'a.yaml' });
    expect(read.brokenCount).toBe(1);
    expect(read.policies).toHaveLength(1);
  });

  it.each([
    ['kind: PowerToolArgumentPolicy', 'kind: PowerToolArgumentPolcy', 'a.yaml:2: kind: '],
    ['toe.run/v1alpha1', 'toe.run/v2', 'a.yaml:1: apiVersion: '],
    ['toe.run/v1alpha1', 'toe.rum/v1alpha1', 'a.yaml:1: apiVersion: '],
    ['{name: narrow}', '{name: narrow, namespace: shop}', 'a.yaml:3: metadata.namespace: '],
    ['{name: narrow}', '{name: narrow, lables: {}}', 'a.yaml:3: metadata.lables: '],
    ['tool: perf', 'tol: perf', 'a.yaml:5: spec.tol: '],
  ])('with "%s" written as "%s" are told at %s', (right, wrong, place) => {
    expect(showAll(policy.replace(right, wrong)).join('\n')).toContain(place);
  });

  it('of the namespace where the coordinator is are taken', () => {
    const text = policy.replace('{name: narrow}', '{name: narrow, namespace: shop}');
    expect(showAll(text, 'shop')).toEqual([]);
  });

  it('may not stand twice', () => {
    const [file, other] = [
      { file: 'a.yaml', text: policy },
      { file: 'b.yaml', text: policy },
    ];
    const { faults, policies } = parseDocuments([file, other], 'toe-system');
    expect(faults.map(showFault)).toEqual([
      'b.yaml:1: PowerToolArgumentPolicy "narrow" stands already at a.yaml:1: remove or rename one',
    ]);
    expect(policies).toHaveLength(1);
  });

  it('as the API server gives them lose what it wrote, in lists too', () => {
    const item = (text: string): string => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
    const ofServer = 'name: narrow, namespace: toe-system, uid: u, generation: 3, resourceVersion: "1"';
    const more = 'creationTimestamp: "2026-01-01T00:00:00Z", managedFields: [{manager: kubectl}]';
    const text = policy.replace('{name: narrow}', `{${ofServer}, ${more}, ownerReferences: []}`);
    const status = 'status: {conditions: [], digest: abc}\n';
    const list = `apiVersion: v1\nkind: List\nitems:\n${item(text + status)}${item(configText('perf') + status)}`;
    const read = documentsOf(list);
    expect(read.faults).toEqual([]);
    expect(read.policies.map(({ name, document, above }) => [name, document.lineOf(above)])).toEqual([
      ['narrow', 4],
    ]);
    expect(read.configs).toHaveLength(1);
  });
});

describe('paths', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toe-policies-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('of folders stand for the YAML and JSON in them and below, without hidden files', async () => {
    await mkdir(join(folder, 'sub'));
    await mkdir(join(folder, '.git'));
    const files = ['b.yaml', 'a.yml', 'c.json', 'sub/d.yaml', 'notes.txt', '.git/x.yaml', '.hidden.yaml'];
    for (const [index, file] of files.entries())
      await writeFile(join(folder, file), policyText(`p${index}`, ['{names: [-a]}']));
    const read = await readDocuments([folder], Readable.from([]), 'toe-system');
    expect(read.kind === 'read' && read.policies.map(({ file }) => file.slice(folder.length + 1))).toEqual([
      'a.yml',
      'b.yaml',
      'c.json',
      'sub/d.yaml',
    ]);
  });

  it('may be standard input', async () => {
    const read = await readDocuments(['-'], Readable.from([Buffer.from(policy)]), 'toe-system');
    expect(read).toMatchObject({ kind: 'read', policies: [{ file: 'stdin', name: 'narrow' }] });
  });

  it('that are not there are told', async () => {
    const read = await readDocuments([join(folder, 'nope')], Readable.from([]), 'toe-system');
    expect(read).toEqual({ kind: 'unreadable', faults: [expect.stringMatching(/^Cannot read ".*nope": /)] });
  });
});

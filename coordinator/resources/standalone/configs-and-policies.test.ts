import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { TestFolder } from './test-folder.fixture.ts';

const folder = new TestFolder();

describe('configs, policies and processings', () => {
  const config = (source: string): string => `apiVersion: toe.run/v1alpha1
kind: PowerToolConfig
metadata: {name: perf}
spec: {binary: {source: ${source}}, subcommands: [{name: record}]}
`;

  test('a default holds until an administrator writes a config, and after it is removed', async () => {
    const source = await folder.open();
    folder.watch(source);
    const byDefault = await source.readConfig('perf');
    expect(byDefault).toMatchObject({ kind: 'found', resource: { spec: { binary: { source: 'host' } } } });
    await folder.put('perf.yaml', config('builtin'));
    await vi.waitFor(async () => {
      expect(await source.readConfig('perf')).toMatchObject({
        resource: { spec: { binary: { source: 'builtin' } } },
      });
    }, 5_000);
    expect(await source.listConfigs()).toHaveLength(1);
    await rm(join(folder.dataDir, 'resources/perf.yaml'));
    await vi.waitFor(async () => expect(await source.readConfig('perf')).toEqual(byDefault), 5_000);
    expect(await source.readConfig('tcpdump')).toEqual({ kind: 'absent' });
  });

  test('a faulty config is invalid rather than replaced by the default', async () => {
    await mkdir(join(folder.dataDir, 'resources'));
    await folder.put('perf.yaml', config('nowhere'));
    const source = await folder.open();
    expect(await source.readConfig('perf')).toEqual({
      kind: 'invalid',
      message: expect.stringContaining('perf.yaml:4: spec.binary.source: "nowhere" is unknown') as unknown,
    });
    expect(await source.listConfigs()).toEqual([]);
  });

  test('the digest is the same for the same spec however it is written', async () => {
    await mkdir(join(folder.dataDir, 'resources'));
    await folder.put('perf.yaml', config('host').replace('{binary: {source: host}, ', '{description: "", '));
    const written = await (await folder.open()).readConfig('perf');
    await rm(join(folder.dataDir, 'resources/perf.yaml'));
    const byDefault = await (await folder.open()).readConfig('perf');
    const digests = [written, byDefault].map((read) => (read.kind === 'found' ? read.digest : read.kind));
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[1]).toBe(digests[0]);
  });

  test('policies and processings are read by name', async () => {
    await mkdir(join(folder.dataDir, 'resources'));
    const head = 'apiVersion: toe.run/v1alpha1\nkind: PowerToolArgumentPolicy\nmetadata: {name: perf}\n';
    await folder.put('policy.yaml', `${head}spec: {tool: perf, subcommands: [{name: record}]}\n`);
    await folder.put(
      'flame.yaml',
      `${head.replace('ArgumentPolicy', 'Processing')}spec: {source: {tool: perf}}\n`,
    );
    const source = await folder.open();
    expect(await source.readPolicy('perf')).toMatchObject({
      kind: 'found',
      resource: { spec: { tool: 'perf' } },
    });
    expect(await source.readPolicy('none')).toEqual({ kind: 'absent' });
    expect(await source.listProcessings()).toMatchObject([{ resource: { spec: { timeout: '10m' } } }]);
  });
});

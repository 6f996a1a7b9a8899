import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { blue, readValid, spec, status, TestFolder, writePowerTool } from './test-folder.fixture.ts';

const folder = new TestFolder();

describe('identity and status', () => {
  test('a restart keeps uid, generation and status', async () => {
    const first = await folder.open();
    const created = await first.createPowerTool({ ...blue, spec });
    const uid = created.kind === 'created' ? created.resource.metadata.uid : '';
    expect(uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(await first.writeStatus(blue, uid, status)).toBe('written');
    const before = await first.readPowerTool(blue);
    expect(before?.status).toEqual(status);
    expect(await (await folder.open()).readPowerTool(blue)).toEqual(before);
    expect(await folder.readStatusFile('PowerTool/oncall/blue.yaml')).toMatchObject({
      apiVersion: 'toe.run/v1alpha1',
      kind: 'PowerTool',
      metadata: { name: 'blue', namespace: 'oncall', uid, generation: 1 },
      status: { phase: 'Running' },
    });
  });

  test('a change while nobody looked raises the generation', async () => {
    await (await folder.open()).createPowerTool({ ...blue, spec });
    await folder.put('captures/oncall.blue.yaml', writePowerTool('blue', '45s'));
    expect((await readValid(await folder.open(), blue))?.metadata.generation).toBe(2);
  });

  test('a status of another uid is refused as gone', async () => {
    const source = await folder.open();
    await source.createPowerTool({ ...blue, spec });
    expect(await source.writeStatus(blue, 'another', status)).toBe('gone');
    expect(await source.writeStatus({ ...blue, name: 'none' }, 'another', status)).toBe('gone');
    expect((await source.readPowerTool(blue))?.status).toBeUndefined();
  });

  test('a status file is whole at every moment and leaves nothing beside it', async () => {
    const source = await folder.open();
    const created = await source.createPowerTool({ ...blue, spec });
    const uid = created.kind === 'created' ? created.resource.metadata.uid : '';
    const writes = Promise.all(
      Array.from({ length: 30 }, async (_, running) =>
        source.writeStatus(blue, uid, { ...status, nodes: { ...status.nodes, running } }),
      ),
    );
    let isWriting = true;
    const finished = writes.finally(() => {
      isWriting = false;
    });
    while (isWriting)
      expect(await folder.readStatusFile('PowerTool/oncall/blue.yaml')).toHaveProperty('metadata.uid', uid);
    await finished;
    expect((await source.readPowerTool(blue))?.status?.nodes.running).toBe(29);
    expect(await readdir(join(folder.dataDir, 'status/PowerTool/oncall'))).toEqual(['blue.yaml']);
  });

  test('a status file that was damaged costs the status and not the start', async () => {
    await (await folder.open()).createPowerTool({ ...blue, spec });
    await writeFile(join(folder.dataDir, 'status/PowerTool/oncall/blue.yaml'), 'metadata: [');
    const stored = await (await folder.open()).readPowerTool(blue);
    expect(stored).toMatchObject({ resource: { metadata: { generation: 1 } }, status: undefined });
  });
});

describe('changes by the coordinator', () => {
  test('labels and owns a capture as it is told, also after a restart', async () => {
    const source = await folder.open();
    const labels = { 'toe.run/scheduled-by': 'nightly' };
    const owner = { name: 'nightly', uid: 'uid-of-nightly' };
    await source.createPowerTool({ ...blue, spec, labels, annotations: { note: 'x' }, owner });
    const expected = {
      metadata: {
        labels,
        annotations: { note: 'x', 'toe.run/owner': 'nightly/uid-of-nightly' },
        owner: { kind: 'PowerTool', ...owner },
        isBeingDeleted: false,
        finalizers: [],
      },
    };
    expect(await readValid(source, blue)).toMatchObject(expected);
    expect(await readValid(await folder.open(), blue)).toMatchObject(expected);
    await folder.put('captures/oncall.blue.yaml', 'spec: [');
    expect(await readValid(await folder.open(), blue)).toMatchObject(expected);
  });

  test('creates a capture as given, once', async () => {
    const source = await folder.open();
    const seen = folder.watch(source);
    expect(await source.createPowerTool({ ...blue, spec })).toMatchObject({ kind: 'created' });
    expect(await source.createPowerTool({ ...blue, spec })).toEqual({ kind: 'exists' });
    expect(seen).toEqual(['oncall/blue']);
    const text = await readFile(join(folder.dataDir, 'resources/captures/oncall.blue.yaml'), 'utf8');
    expect(parse(text)).toEqual({
      apiVersion: 'toe.run/v1alpha1',
      kind: 'PowerTool',
      metadata: { ...blue },
      spec,
    });
  });

  test('refuses a capture with all its faults and writes nothing', async () => {
    const source = await folder.open();
    const wrong = { ...spec, targets: {}, tool: { ...spec.tool, duration: '1s' } };
    expect(await source.createPowerTool({ namespace: '..', name: '../x', spec: wrong })).toMatchObject({
      kind: 'invalid',
      faults: [
        { path: 'metadata.name' },
        { path: 'metadata.namespace' },
        { path: 'spec.tool.duration' },
        { path: 'spec.targets' },
      ],
    });
    expect(await readdir(join(folder.dataDir, 'resources/captures'))).toEqual([]);
  });

  test('stops a capture that a person wrote and keeps their comments', async () => {
    const source = await folder.open();
    const seen = folder.watch(source);
    await folder.put('two.yaml', `${writePowerTool('green')}---\n${writePowerTool('blue')}`);
    await vi.waitFor(() => expect(seen).toHaveLength(2), 5_000);
    expect(await source.requestStop(blue)).toBe('requested');
    expect(await readValid(source, blue)).toMatchObject({
      metadata: { generation: 2 },
      spec: { stop: true },
    });
    expect((await readValid(source, { ...blue, name: 'green' }))?.spec.stop).toBe(false);
    const text = await readFile(join(folder.dataDir, 'resources/two.yaml'), 'utf8');
    expect(text).toBe(`${writePowerTool('green')}---\n${writePowerTool('blue')}  stop: true\n`);
    expect(seen.filter((key) => key === 'oncall/blue')).toHaveLength(2);
    expect(await source.requestStop({ ...blue, name: 'none' })).toBe('gone');
  });

  test('deletes one object of a file, and the file with its last', async () => {
    const source = await folder.open();
    const seen = folder.watch(source);
    await folder.put('two.yaml', `${writePowerTool('green')}---\n${writePowerTool('blue')}`);
    await vi.waitFor(() => expect(seen).toHaveLength(2), 5_000);
    expect(await source.deletePowerTool(blue)).toBe('deleted');
    expect(await source.readPowerTool(blue)).toBeUndefined();
    expect(await readFile(join(folder.dataDir, 'resources/two.yaml'), 'utf8')).toBe(writePowerTool('green'));
    expect(await source.deletePowerTool({ ...blue, name: 'green' })).toBe('deleted');
    expect(await readdir(join(folder.dataDir, 'resources'))).toEqual(['captures']);
    expect(await source.deletePowerTool(blue)).toBe('gone');
  });
});

import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { metadataOf } from '../resource-source.ts';
import { blue, readValid, spec, TestFolder, writePowerTool } from './test-folder.fixture.ts';

const folder = new TestFolder();

describe('watching', () => {
  test('tells of a file that is added, changed and removed', async () => {
    const source = await folder.open();
    const seen = folder.watch(source);
    await folder.put('blue.yaml', writePowerTool('blue'));
    await vi.waitFor(() => expect(seen).toEqual(['oncall/blue']), 5_000);
    const added = await readValid(source, blue);
    expect(added).toMatchObject({ metadata: { generation: 1 }, spec: { tool: { warmup: '0s' } } });

    await folder.put('blue.yaml', writePowerTool('blue', '40s'));
    await vi.waitFor(() => expect(seen).toHaveLength(2), 5_000);
    const changed = await readValid(source, blue);
    expect(changed?.metadata).toEqual({ ...added?.metadata, generation: 2 });

    await rm(join(folder.dataDir, 'resources/blue.yaml'));
    await vi.waitFor(() => expect(seen).toHaveLength(3), 5_000);
    expect(await source.readPowerTool(blue)).toBeUndefined();
    expect(await readdir(join(folder.dataDir, 'status/PowerTool/oncall'))).toEqual([]);
  });

  test('tells of a label, which is no new generation', async () => {
    const source = await folder.open();
    const seen = folder.watch(source);
    const text = writePowerTool('blue');
    await folder.put('blue.yaml', text);
    await vi.waitFor(() => expect(seen).toHaveLength(1), 5_000);
    await folder.put('blue.yaml', text.replace('{name: blue,', '{name: blue, labels: {team: a},'));
    await vi.waitFor(() => expect(seen).toHaveLength(2), 5_000);
    const metadata = { labels: { team: 'a' }, generation: 1 };
    expect(await readValid(source, blue)).toMatchObject({ metadata });
  });

  test('tells of everything once at the start, with those that went while nobody looked', async () => {
    const first = await folder.open();
    await first.createPowerTool({ ...blue, spec });
    await first.createPowerTool({ ...blue, name: 'green', spec });
    await rm(join(folder.dataDir, 'resources/captures/oncall.blue.yaml'));
    const seen = folder.watch(await folder.open());
    expect(seen).toEqual(['oncall/blue', 'oncall/green']);
    expect(await readdir(join(folder.dataDir, 'status/PowerTool/oncall'))).toEqual(['green.yaml']);
  });

  test('finds files in new folders, and behind links, but no hidden ones', async () => {
    const source = await folder.open();
    folder.watch(source);
    await mkdir(join(folder.dataDir, 'resources/team/deep'), { recursive: true });
    await folder.put('team/deep/blue.yml', writePowerTool('blue'));
    await folder.put('.green.yaml', writePowerTool('green'));
    await writeFile(join(folder.dataDir, 'elsewhere.txt'), writePowerTool('red'));
    await symlink(join(folder.dataDir, 'elsewhere.txt'), join(folder.dataDir, 'resources/red.yaml'));
    await vi.waitFor(async () => {
      const names = (await source.listPowerTools('')).map((stored) => metadataOf(stored).name);
      expect(names).toEqual(['blue', 'red']);
    }, 5_000);
  });

  test('keeps an object whose file is moved away and put back at once, as editors do', async () => {
    await (await folder.open()).createPowerTool({ ...blue, spec });
    const source = await folder.open();
    const seen = folder.watch(source);
    const file = join(folder.dataDir, 'resources/captures/oncall.blue.yaml');
    const text = await readFile(file, 'utf8');
    await rename(file, `${file}~`);
    await writeFile(file, `${text}# edited\n`);
    await folder.put('last.yaml', writePowerTool('last'));
    await vi.waitFor(() => expect(seen).toContain('oncall/last'), 5_000);
    expect(seen).toEqual(['oncall/blue', 'oncall/last']);
  });

  test('ends when the signal aborts', async () => {
    const source = await folder.open();
    await source.watch(() => undefined, AbortSignal.timeout(50));
    await expect(source.listPowerTools('')).resolves.toEqual([]);
  });
});

describe('faults', () => {
  test('a file that becomes faulty keeps its objects, is told, and heals', async () => {
    const source = await folder.open();
    const seen = folder.watch(source);
    await folder.put('blue.yaml', writePowerTool('blue'));
    await folder.put('green.yaml', writePowerTool('green', '1x'));
    await vi.waitFor(() => expect(seen).toContain('oncall/blue'), 5_000);
    await vi.waitFor(() => expect(seen).toContain('oncall/green'), 5_000);
    const fault = 'green.yaml:6: spec.tool.duration: "1x" is not a duration: write it as 90s, 2m30s or 1h';
    expect(await folder.readStatusFile('faults.yaml')).toEqual({ 'green.yaml': fault });
    expect(await source.readPowerTool({ ...blue, name: 'green' })).toBeUndefined();

    await folder.put('blue.yaml', writePowerTool('blue', '25h'));
    await vi.waitFor(
      async () => expect(await folder.readStatusFile('faults.yaml')).toHaveProperty(['blue.yaml']),
      5_000,
    );
    expect(await readValid(source, blue)).toMatchObject({
      metadata: { generation: 1 },
      spec: { tool: { duration: '30s' } },
    });
    await expect(source.requestStop(blue)).rejects.toThrow(
      'its file has faults: mend them or delete the file',
    );

    await folder.put('blue.yaml', writePowerTool('blue', '50s'));
    await rm(join(folder.dataDir, 'resources/green.yaml'));
    await vi.waitFor(
      async () => expect(await readdir(join(folder.dataDir, 'status'))).not.toContain('faults.yaml'),
      5_000,
    );
    await vi.waitFor(
      async () => expect((await readValid(source, blue))?.spec.tool.duration).toBe('50s'),
      5_000,
    );
  });

  test('the last good objects of a faulty file survive a restart with their uid', async () => {
    const first = await folder.open();
    await first.createPowerTool({ ...blue, spec });
    const before = await first.readPowerTool(blue);
    await folder.put('captures/oncall.blue.yaml', 'spec: [');
    const second = await folder.open();
    expect(await second.readPowerTool(blue)).toEqual(before);
  });

  test('a file that is being truncated loses nothing', async () => {
    const source = await folder.open();
    const seen = folder.watch(source);
    await folder.put('blue.yaml', writePowerTool('blue'));
    await vi.waitFor(() => expect(seen).toEqual(['oncall/blue']), 5_000);
    await folder.put('blue.yaml', '');
    await vi.waitFor(
      async () => expect(await folder.readStatusFile('faults.yaml')).toHaveProperty(['blue.yaml']),
      5_000,
    );
    expect(await source.readPowerTool(blue)).toBeDefined();
  });

  test('a file that is not text is a fault of that file only', async () => {
    await mkdir(join(folder.dataDir, 'resources'));
    await folder.put('bytes.yaml', writePowerTool('blue'));
    await writeFile(join(folder.dataDir, 'resources/bytes.yaml'), Buffer.from([0x61, 0xff, 0xfe]));
    await folder.put('good.yaml', writePowerTool('blue'));
    const source = await folder.open();
    expect(await source.readPowerTool(blue)).toBeDefined();
    expect(await folder.readStatusFile('faults.yaml')).toEqual({
      'bytes.yaml': expect.stringContaining('the file cannot be read') as unknown,
    });
  });

  test('a folder that cannot be used is refused at the start with a remedy', async () => {
    await writeFile(join(folder.dataDir, 'resources'), 'a file');
    await expect(folder.open()).rejects.toThrow(
      /^Cannot use folder ".*resources": EEXIST.*or choose another one$/,
    );
  });

  test('a folder that may not be written is refused at the start', async () => {
    await mkdir(join(folder.dataDir, 'resources/captures'), { recursive: true });
    await mkdir(join(folder.dataDir, 'status'));
    await chmod(folder.dataDir, 0o755);
    process.seteuid?.(65534);
    try {
      await expect(folder.open()).rejects.toThrow(
        /^Cannot use folder ".*resources": EACCES.*make it a folder that user 65534 may write/,
      );
    } finally {
      process.seteuid?.(0);
    }
  });
});

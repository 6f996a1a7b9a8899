import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findDisk, toDeviceNumber } from './find-disk.ts';

/** sysfs with the disk 254:16, of which the device of `directory` is a partition or the whole. */
async function imitateSysfs(kind: 'partition' | 'disk' | 'none') {
  const root = await mkdtemp(join(tmpdir(), 'toe-disk-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const disk = join(root, 'devices/vdb');
  const partition = join(disk, 'vdb1');
  await mkdir(partition, { recursive: true });
  await mkdir(join(root, 'block'));
  await writeFile(join(disk, 'dev'), '254:16\n');
  await writeFile(join(partition, 'dev'), '254:17\n');
  await writeFile(join(partition, 'partition'), '1\n');
  const number = toDeviceNumber((await stat(root, { bigint: true })).dev);
  if (kind !== 'none') await symlink(kind === 'disk' ? disk : partition, join(root, 'block', number));
  return { directory: root, sysBlock: join(root, 'block'), number };
}

test.each(['partition', 'disk'] as const)('a directory on a %s lies on the whole disk', async (kind) => {
  const { directory, sysBlock } = await imitateSysfs(kind);
  expect(await findDisk(directory, sysBlock)).toStrictEqual({ kind: 'disk', number: '254:16' });
});

test('a directory on no disk of its own says on which device it lies, and what may be the cause', async () => {
  const { directory, sysBlock, number } = await imitateSysfs('none');
  expect(await findDisk(directory, sysBlock)).toStrictEqual({
    kind: 'none',
    why: expect.stringMatching(`lies on no disk of its own \\(device ${number}\\), as on tmpfs`),
  });
  expect(await findDisk('/proc')).toMatchObject({ kind: 'none' });
});

test.each([
  [0xfe00n, '254:0'],
  [0xfe11n, '254:17'],
  [0x1000_0000_0012n, '4096:18'],
  [0x10_0801n, '8:257'],
  [0x2dn, '0:45'],
])('device %s is %s', (dev, number) => {
  expect(toDeviceNumber(dev)).toBe(number);
});

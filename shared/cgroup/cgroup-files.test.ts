import { expect, test } from 'vitest';
import { type CgroupFiles, readIfThere, systemCgroupFiles, writeIfThere } from './cgroup-files.ts';

function failWith(code: string): CgroupFiles {
  const fail = async (): Promise<never> => {
    throw Object.assign(new Error(`${code}: of the kernel`), { code });
  };
  return { ...systemCgroupFiles, read: fail, write: fail };
}

// The kernel answers ENOENT for the name and ENODEV for an open file of a cgroup that is gone.
test.each(['ENOENT', 'ENODEV'])(
  'a file that is gone (%s) reads as nothing and takes nothing',
  async (code) => {
    expect(await readIfThere(failWith(code), '/x')).toBe('');
    expect(await writeIfThere(failWith(code), '/x', '1')).toBe(false);
  },
);

test('any other refusal is told', async () => {
  await expect(readIfThere(failWith('EACCES'), '/x')).rejects.toThrow('EACCES');
  await expect(writeIfThere(failWith('EBUSY'), '/x', '1')).rejects.toThrow('EBUSY');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

export interface Guest {
  readonly kernel: string;
  readonly initramfs: string;
  /** An image file; what the guest writes to it is dropped. */
  readonly disk: string;
  readonly limitMs: number;
  readonly onLine: (line: string) => void;
}

/** Boots the guest and resolves when it is off, or was killed at its limit. It is emulated: no rights are needed. */
export async function bootGuest(guest: Guest): Promise<'off' | 'killed'> {
  const flags = [
    ['-accel', 'tcg,thread=multi'],
    ['-cpu', 'max'],
    ['-machine', 'q35'],
    ['-smp', '2'],
    ['-m', '1536'],
    ['-nodefaults'],
    ['-no-reboot'],
    ['-display', 'none'],
    ['-serial', 'stdio'],
    ['-kernel', guest.kernel],
    ['-initrd', guest.initramfs],
    // No swap and no controller of v1: what is not said is as the distribution's kernel has it.
    ['-append', 'console=ttyS0 loglevel=3 panic=-1 cgroup_no_v1=all'],
    ['-drive', `file=${guest.disk},if=virtio,format=raw,snapshot=on`],
  ];
  // The machine ends with this process, however that ends.
  const command = ['--pdeathsig', 'KILL', '--', 'qemu-system-x86_64', ...flags.flat()];
  const machine = spawn('setpriv', command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let isKilled = false;
  const timer = setTimeout(() => {
    isKilled = true;
    machine.kill('SIGKILL');
  }, guest.limitMs);
  try {
    for (const output of [machine.stdout, machine.stderr])
      createInterface({ input: output }).on('line', (line) => guest.onLine(stripVTControlCharacters(line)));
    await once(machine, 'close');
    return isKilled ? 'killed' : 'off';
  } finally {
    clearTimeout(timer);
  }
}

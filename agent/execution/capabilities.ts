import { readFile } from 'node:fs/promises';

/** Names in the order of their numbers; linux/capability.h. */
const names: readonly string[] = [
  'chown',
  'dac_override',
  'dac_read_search',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'linux_immutable',
  'net_bind_service',
  'net_broadcast',
  'net_admin',
  'net_raw',
  'ipc_lock',
  'ipc_owner',
  'sys_module',
  'sys_rawio',
  'sys_chroot',
  'sys_ptrace',
  'sys_pacct',
  'sys_admin',
  'sys_boot',
  'sys_nice',
  'sys_resource',
  'sys_time',
  'sys_tty_config',
  'mknod',
  'lease',
  'audit_write',
  'audit_control',
  'setfcap',
  'mac_override',
  'mac_admin',
  'syslog',
  'wake_alarm',
  'block_suspend',
  'audit_read',
  'perfmon',
  'bpf',
  'checkpoint_restore',
];

export interface CapabilityChoice {
  /** As setpriv names them: lower case, without `cap_`. */
  readonly kept: readonly string[];
  /** Asked for, but unknown or outside the bounding set of this machine. */
  readonly lacking: readonly string[];
}

/** Splits the wanted capabilities by the bounding set, since setpriv fails on one that the set lacks. */
export function chooseCapabilities(wanted: readonly string[], boundingSet: bigint): CapabilityChoice {
  const kept = new Set<string>();
  const lacking = new Set<string>();
  for (const each of wanted) {
    const name = each.toLowerCase().replace(/^cap_/, '');
    const bit = names.indexOf(name);
    if (bit >= 0 && ((boundingSet >> BigInt(bit)) & 1n) === 1n) kept.add(name);
    else lacking.add(each);
  }
  return { kept: [...kept], lacking: [...lacking] };
}

/** The capability bounding set of this process: `CapBnd` of proc_pid_status(5). */
export async function readBoundingSet(): Promise<bigint> {
  const status = await readFile('/proc/self/status', 'utf8');
  const digits = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return BigInt(`0x${digits ?? '0'}`);
}

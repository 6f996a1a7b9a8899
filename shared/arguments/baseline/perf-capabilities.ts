/** The most that perf may have. IPC_LOCK: the ring buffers of two runs at once exceed perf_event_mlock_kb. */
export const perfCapabilities: readonly string[] = [
  'PERFMON',
  'SYS_PTRACE',
  'SYSLOG',
  'SYS_ADMIN',
  'SYS_CHROOT',
  'IPC_LOCK',
];

/** Something that tools may do beyond the run's directory. */
export interface AllowedDeed {
  readonly tools: 'every' | readonly string[];
  /** The whole of a deed; `listDeeds`. */
  readonly deed: RegExp;
  readonly why: string;
}

/** All of them. What is not here is a finding. */
export const allowedDeeds: readonly AllowedDeed[] = [
  {
    tools: 'every',
    deed: /^connect unix:\/(?:var\/)?run\/nscd\/socket$/,
    why: 'the C library asks the daemon of this machine for names of users and services',
  },
  {
    tools: 'every',
    deed: /^write \/dev\/null$/,
    why: 'it keeps nothing',
  },
  {
    tools: ['perf'],
    deed: /^execute \/bin\/sleep: \/bin\/sleep [0-9]+$/,
    why: 'the workload that measures the time',
  },
  {
    tools: ['perf'],
    deed: /^(?:write|unlink) \/tmp\/perf-vdso\.so-[A-Za-z0-9]{6}$/,
    why: "a copy of the kernel's own library, at a place that is fixed in perf; it removes it itself",
  },
  {
    tools: ['perf'],
    deed: /^link \/\S+ to \{run\}\/\.debug\/\S+$/,
    why: 'the cache of build ids in HOME takes files by a hard link where it can; the files stay as they are',
  },
  {
    tools: ['perf'],
    deed: /^unshare 512$/,
    why: 'CLONE_FS: a working directory of its own, which setns(2) of a mount namespace asks for',
  },
  {
    tools: ['perf', 'gdb'],
    deed: /^setns mnt:\[[0-9]+\]$/,
    why: 'files of processes in containers are read in their mount namespaces',
  },
  {
    tools: ['sar'],
    deed: /^execute \/usr\/lib(?:64)?\/(?:sysstat|sa)\/sadc: sadc [0-9]+ [0-9]+ -[Zz] -S [A-Z0-9_,]+$/,
    why: 'its own collector',
  },
  {
    tools: ['ss', 'ethtool'],
    deed: /^(?:bind|sendto|sendmsg) family:16$/,
    why: 'AF_NETLINK: questions to the kernel',
  },
  {
    tools: ['tcpdump'],
    deed: /^bind family:17$/,
    why: 'AF_PACKET: the packets of a device',
  },
  {
    tools: ['bpftrace'],
    deed: /^execute \/bin\/sh: sh -c clang(?:-[0-9]+)? -Wp,-v -x c -fsyntax-only \/dev\/null 2>&1$/,
    why: 'bpftrace asks a compiler, which need not be there, where its headers are',
  },
  {
    tools: ['gdb'],
    deed: /^execute (?:\/usr)?\/s?bin\/iconv: iconv -l$/,
    why: 'gdb lists the character sets when it starts',
  },
  {
    tools: ['gdb'],
    deed: /^write \/proc\/\{(?:own|target)\}\/(?:task\/[0-9]+\/)?mem$/,
    why: 'gdb reads the memory of the process through it, and opens it for both',
  },
  {
    tools: ['jcmd'],
    deed: /^write \/proc\/\{own\}\/coredump_filter$/,
    why: 'a JVM keeps shared memory out of its own core dumps',
  },
  {
    tools: ['jcmd'],
    deed: /^(?:write|unlink) \/\S+\/\.attach_pid[0-9]+$/,
    why: 'together with SIGQUIT it makes a JVM open its socket; it stands in the working directory of the target',
  },
  { tools: ['jcmd'], deed: /^signal 3 to \{target\}$/, why: 'SIGQUIT, the same' },
  {
    tools: ['jcmd'],
    deed: /^connect unix:\/(?:\S+\/)?tmp\/\.java_pid[0-9]+$/,
    why: 'the socket of the JVM that it asks',
  },
];

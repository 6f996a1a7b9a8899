import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/**
 * tcpdump(8). Left out: every option that reads or writes a file, runs a program, rotates, chooses a user or a link
 * type, sets a secret or a time stamp source, or lists devices. GNU getopt permutes, so that what is written after the
 * filter still counts: `--` stands before it.
 */
export const tcpdump: ToolBaseline = {
  tool: 'tcpdump',
  source: 'executable',
  binaryName: /^tcpdump$/,
  versionArgs: ['--version'],
  versions: {
    // It calls itself by the name that it is executed by, which is that of a descriptor.
    pattern: /^[a-z0-9]+ version ([0-9]+\.[0-9]+)/,
    range: '>=4.9 <5.0',
    safeLines: [['-i', 'any', '-n', '-c', '1000']],
  },
  dialect: { endOfOptions: true, joinedShortValues: true, flagClusters: true, equalsLongValues: true },
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Packets of a network device', path: '/usr/bin/tcpdump' },
  subcommands: [
    {
      name: '',
      options: [
        {
          names: ['-i', '--interface'],
          value: { kind: 'netDevice', any: true },
          required: true,
          summary: 'the device',
        },
        { names: ['-n'], maxOccurs: 2, summary: 'no names' },
        {
          names: ['-c'],
          value: { kind: 'integer', min: 1, max: 10_000_000 },
          summary: 'packets, then it ends',
        },
        {
          names: ['-s', '--snapshot-length'],
          value: { kind: 'integer', min: 0, max: 262_144 },
          summary: 'bytes of each packet; 0: all',
        },
        {
          names: ['-B', '--buffer-size'],
          value: { kind: 'integer', min: 256, max: 65_536 },
          summary: 'KiB of the buffer in the kernel',
        },
        {
          names: ['-Q', '--direction'],
          value: { kind: 'enum', values: ['in', 'out', 'inout'] },
          summary: 'which way',
        },
        { names: ['-p', '--no-promiscuous-mode'], summary: 'only what is for this node' },
        { names: ['-e'], summary: 'link-level headers in what is printed' },
        { names: ['-t'], maxOccurs: 5, summary: 'the form of times in what is printed' },
        { names: ['-v'], maxOccurs: 3, summary: 'more words' },
        { names: ['-q'], summary: 'fewer words' },
      ],
      requireOneOf: [],
      defaults: [],
      operands: 'bpfFilter',
      // Compiles the filter for the device.
      rehearsal: ['-d'],
      // Names are never looked up; each packet is written as it comes; the user stays who it is.
      injected: ['-n', '-U', '-Z', 'root', '-w', '{out:packets}'],
      rolling: {
        output: 'packets',
        injected: ['-n', '-U', '-Z', 'root', '-G', '{rollingSeconds}', '-w', 'packets.pcap.%s'],
        fileName: 'packets.pcap',
        named: 'whenBegun',
      },
      stop: { signal: 'SIGINT', minGraceMs: 5_000 },
      capabilities: ['NET_RAW', 'NET_ADMIN', 'SETUID', 'SETGID'],
      looksAtNetwork: true,
      confinement: { by: 'network' },
      outputs: [
        {
          name: 'packets',
          path: 'packets.pcap',
          mediaType: 'application/vnd.tcpdump.pcap',
          required: true,
          isAppendOnly: true,
        },
      ],
    },
  ],
};

/** Something that a machine, a device or a process need not have, so that a tool may refuse a line that is right. */
export interface KnownLack {
  readonly tools: readonly string[];
  /** Found in the arguments, with blanks between. */
  readonly line: RegExp;
  /** Found in what the tool says. */
  readonly said: RegExp;
  readonly why: string;
}

/** All of them. Any other refusal speaks against the catalogue. */
export const knownLacks: readonly KnownLack[] = [
  {
    tools: ['perf'],
    line: /-e \S*(?:cycles|instructions|branch|cache|LLC|TLB)/,
    said: /^The \S+ event is not supported\.$/m,
    why: 'hardware counters',
  },
  {
    tools: ['perf'],
    line: / (?:-b|--call-graph lbr)(?: |$)/,
    said: /doesn't support branch stack sampling/,
    why: 'hardware that records branches',
  },
  {
    tools: ['perf', 'mpstat'],
    line: /(?:^| )-[CP] (?:2047|4095)(?: |$)/,
    // perf trace says nothing at all, mpstat how it is used.
    said: /^$|^Usage: |Failed to initialize parallel data streaming masks/,
    why: 'as many CPUs as the grammar allows',
  },
  {
    tools: ['ethtool'],
    line: / lo$/,
    said: /Operation not supported|no stats available/,
    why: 'a driver that keeps this: the device is lo',
  },
  {
    tools: ['tcpdump'],
    line: /^-d -i any .*-- .*(?:ether|broadcast|multicast|vlan|mpls|pppoe|stp)/,
    said: /supported only on|not a broadcast link|no \S+ support for/,
    why: 'a link type that the filter is for: the device is "any"; refused by the rehearsal',
  },
];

/** Why a tool may have refused a line that is right; undefined where it speaks against the grammar. */
export function findLack(tool: string, argv: readonly string[], said: string): KnownLack | undefined {
  const line = argv.join(' ');
  return knownLacks.find((lack) => lack.tools.includes(tool) && lack.line.test(line) && lack.said.test(said));
}

import { expect, test } from 'vitest';
import { chooseCapabilities } from './capabilities.ts';
import { makeChain, wrapperText } from './wrapper.ts';

test('builds the chain from rights over limits to the wrapper, with the tool last', () => {
  const chain = makeChain({
    capabilities: ['perfmon', 'syslog'],
    joinFiles: ['/cg/memory/procs', '/cg/pids/procs'],
    args: ['record', '-e', '$(reboot)', '--', 'a b'],
    fileSizeBytes: 1_250.5,
  });
  const rights = '-all,+perfmon,+syslog';
  expect(chain.join(' ').replace(wrapperText, '<wrapper>')).toBe(
    `setpriv --pdeathsig KILL --no-new-privs --bounding-set ${rights} --inh-caps ${rights} --ambient-caps -all -- ` +
      'prlimit --core=0 --fsize=1250 -- sh -c <wrapper> join ' +
      '/cg/memory/procs /cg/pids/procs -- /proc/self/fd/5 record -e $(reboot) -- a b',
  );
});

test('enters a network before the rights for it are dropped', () => {
  const chain = makeChain({
    capabilities: [],
    joinFiles: [],
    args: [],
    fileSizeBytes: 0,
    entersNetwork: true,
  });
  expect(chain.slice(0, 4)).toStrictEqual(['nsenter', '--net=/proc/self/fd/6', '--', 'setpriv']);
});

test('keeps no right and sets no file limit where none is asked for', () => {
  const chain = makeChain({ capabilities: [], joinFiles: [], args: [], fileSizeBytes: 0 });
  expect(chain).toContain('--fsize=unlimited');
  expect(chain.filter((word) => word === '-all')).toHaveLength(3);
});

test('the wrapper text is the same whatever the arguments are', () => {
  const chains = [['a'], ['"; reboot; "']].map((args) =>
    makeChain({ capabilities: [], joinFiles: ['x'], args, fileSizeBytes: 0 }),
  );
  expect(chains[0]?.filter((word) => !chains[1]?.includes(word))).toStrictEqual(['a']);
});

test.each([
  [['PERFMON'], 1n << 38n, ['perfmon'], []],
  [['CAP_PERFMON', 'perfmon'], 1n << 38n, ['perfmon'], []],
  [['SYS_RESOURCE', 'KILL'], 1n << 5n, ['kill'], ['SYS_RESOURCE']],
  [['NO_SUCH'], ~0n, [], ['NO_SUCH']],
  [[], ~0n, [], []],
])('of %j the bounding set %d keeps %j and lacks %j', (wanted, boundingSet, kept, lacking) => {
  expect(chooseCapabilities(wanted, boundingSet)).toStrictEqual({ kept, lacking });
});

import { expect, it } from 'vitest';
import { catalogue } from './baseline/catalogue.ts';
import { compilePolicy } from './compile-policy.ts';
import { usageText } from './usage-text.ts';

it.each([...catalogue.keys()])('the usage of %s fits into 80 columns and names every option', (tool) => {
  const text = usageText(tool);
  for (const line of text.split('\n')) expect(line).toMatch(/^[\x20-\x7e]{0,80}$/);
  const names = catalogue
    .get(tool)
    ?.subcommands.flatMap(({ options }) => options.flatMap((option) => option.names));
  for (const name of names ?? []) expect(text).toContain(name);
});

it('under a policy shows what that leaves', () => {
  const compiled = compilePolicy({
    tool: 'perf',
    maxDuration: '5m',
    subcommands: [
      {
        name: 'record',
        options: [
          { names: ['-F'], value: { max: 49 }, required: false },
          { names: ['-a'], required: true },
        ],
      },
    ],
  });
  if (compiled.kind === 'rejected') throw new Error(compiled.faults.join(', '));
  const text = usageText('perf', compiled.policy);
  expect(text).toMatch(/samples a second and CPU; 1 to 49$/m);
  expect(text).toContain('the whole node; required');
  expect(text).toContain('at most 5m');
  expect(text).toMatch(/^At least one of: -a$/m);
  expect(text).not.toContain('--call-graph');
});

it('says what pods as targets change', () => {
  expect(usageText('perf')).toContain(
    'With pods as targets the agent adds -p {pids}, and -a, -C, -p have no place.',
  );
  expect(usageText('node-snapshot')).not.toContain('pods');
});

it('keeps to the subcommands that are named', () => {
  const text = usageText('perf', undefined, ['stat', 'sched record']);
  expect(text.match(/^Usage: .*/gm)).toEqual([
    'Usage: perf stat [options] [-- sleep N]',
    'Usage: perf sched record [-- sleep N]',
  ]);
});

it('indents forms, and sets what the agent adds apart', () => {
  const text = usageText('jcmd');
  expect(text).toContain('\nFORM is one of:\n  Thread.print\n  Thread.print -l\n');
  expect(text).toContain(
    '\n\nThe agent adds: -J-XX:-UsePerfData\nWith pods as targets the agent adds {pids}.\n',
  );
});

it('under a policy says what pods change of that', () => {
  const spec = { subcommands: [{ name: 'record', options: [{ names: ['-a'], required: false }] }] };
  const compiled = compilePolicy({ tool: 'perf', ...spec });
  if (compiled.kind === 'rejected') throw new Error(compiled.faults.join(', '));
  expect(usageText('perf', compiled.policy)).toContain('the agent adds -p {pids}, and -a has no place.');
});

it('says where a policy leaves none of what has to be there', () => {
  const compiled = compilePolicy({
    tool: 'perf',
    subcommands: [{ name: 'record', options: [{ names: ['-g'], required: false }] }],
  });
  if (compiled.kind === 'rejected') throw new Error(compiled.faults.join(', '));
  expect(usageText('perf', compiled.policy).replaceAll('\n', ' ')).toContain(
    'One of -a, -C, -p has to be there, and the policy takes all away: only pods can be targets.',
  );
});

it('throws for a tool that is not in the baseline', () => {
  expect(() => usageText('__proto__')).toThrow('Cannot explain tool "__proto__"');
});

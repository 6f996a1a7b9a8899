import { expect, it } from 'vitest';
import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import { buildDefaultCommand } from '../../test/builders/default-command.ts';
import { toWantedFiles } from './seal-outputs.ts';
import { toToolGate } from './to-tool-gate.ts';

function wanted(tool: string, line: string, mediaType?: string) {
  const args = line.split(' ');
  const command = buildDefaultCommand({ nodeUid: 'n1', tool, args });
  const outputs = command.outputs.map((output) => ({ ...output, mediaType: mediaType ?? output.mediaType }));
  const subcommand = findSubcommand(catalogue.get(tool)?.subcommands ?? [], args)?.subcommand;
  return toWantedFiles({ ...command, outputs }, ['/usr/bin/x', ...args], subcommand)[0];
}

it.each([
  ['iostat', '-x 1 5', 'text/plain'],
  ['iostat', '-o JSON 1 5', 'application/json'],
  ['mpstat', '-o JSON', 'application/json'],
  ['py-spy', 'dump --pid 1', 'text/plain'],
  ['py-spy', 'dump --pid 1 --json', 'application/json'],
  ['py-spy', 'record --pid 1 --format raw', 'text/vnd.folded-stacks'],
  ['py-spy', 'record --pid 1 --format flamegraph', 'image/svg+xml'],
  ['asprof', '-d 5 -o jfr', 'application/x-jfr'],
  ['asprof', '-d 5 -o tree', 'text/html'],
  ['aperf', 'record -i 1', 'application/vnd.aperf.run+gzip'],
])('%s %s is told and checked as what it writes', (tool, line, mediaType) => {
  expect(wanted(tool, line)).toMatchObject({ mediaType, writtenAs: mediaType });
});

it('a file is checked as what the tool writes, also where a config tells another type', () => {
  expect(wanted('iostat', '-o JSON', 'application/octet-stream')).toMatchObject({
    mediaType: 'application/octet-stream',
    writtenAs: 'application/json',
  });
});

it('the sign of a gate is looked for where the config has the output', () => {
  const command = buildDefaultCommand({ nodeUid: 'n1', tool: 'bpftrace', args: ['runqlat'] });
  const outputs = [{ name: 'report', path: 'elsewhere.txt', mediaType: 'text/plain', required: true }];
  const gate = { sign: { output: 'report' }, afterMs: 1, atMostMs: 2 };
  expect(toToolGate(gate, { ...command, outputs })).toMatchObject({ sign: { file: 'elsewhere.txt' } });
  expect(toToolGate(gate, { ...command, outputs: [] })).toBeUndefined();
});

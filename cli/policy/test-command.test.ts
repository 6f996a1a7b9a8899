import { describe, expect, it } from 'vitest';
import { type Ended, PolicyFolder } from '../../test/builders/policy-folder.ts';
import { configText, policyText } from './policies.fixture.ts';

const folder = new PolicyFolder();
const narrow = policyText('narrow', ['{names: [-F], value: {max: 99}}', '{names: [-a]}']);

describe('toe policy test', () => {
  it('shows what would be executed and exits with 0', async () => {
    const { exitCode, stdout, stderr } = await folder.toePolicy(
      'test',
      'perf',
      '--',
      'record',
      '-F99',
      '-ag',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`Verdict   allowed
Command   perf record -F 99 -a -g --sample-cpu -o '{out:profile}'
Slot      {out:profile} will be the file of output "profile" in the run's own
          directory
Rule      baseline of perf record
`);
    expect(stderr).toBe('');
  });

  it('shows argument, position, rule and what would be allowed, and exits with 1', async () => {
    const { exitCode, stdout, stderr } = await folder.toePolicy('test', 'perf', '--', 'record', '-F', '5000');
    expect(exitCode).toBe(1);
    expect(stdout).toBe(`Verdict   refused
Why       Cannot run "perf record": argument 3 "5000" is not a value of -F:
          allowed is a whole number from 1 to 999
Argument  "5000", position 3
Rule      value, set by the baseline
`);
    expect(stderr).toBe('Next: toe policy explain perf record\n');
  });

  it('is narrowed by policies, whose place it shows', async () => {
    const config = configText('perf', { policy: 'narrow', defaultArgs: '[--all-user]' });
    const policies = await folder.put('all.yaml', `${narrow}---\n${config}`);
    const test = (...args: readonly string[]): Promise<Ended> =>
      folder.toePolicy('test', 'perf', '--policies', policies, '-n', 'shop', '--', 'record', ...args);
    const allowed = await test('-F', '99', '-a');
    expect(allowed.exitCode).toBe(0);
    expect(allowed.stdout).toContain('Command   perf record -F 99 -a --all-user --sample-cpu -o');
    expect(allowed.stdout).toContain('Rule      argument policy "narrow" for perf record\n');
    expect(allowed.stdout).toMatch(/^Policy {4}"narrow",\s+\S+all\.yaml:1$/m);
    expect(allowed.stdout).toMatch(/^Config {4}\S*\s*\S+all\.yaml:12, locks perf record\s+--all-user$/m);
    const refused = await test('-F', '199', '-a');
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('Rule      value, set by the policy\n');
  });

  it('says where nothing in the policies is for the tool', async () => {
    const policies = await folder.put('perf.yaml', narrow);
    const { stdout } = await folder.toePolicy('test', 'node-snapshot', '--policies', policies);
    expect(stdout).toMatch(/^Policy {4}none for node-snapshot in/m);
  });

  it('takes what the targets have from options', async () => {
    const pid = await folder.toePolicy(
      'test',
      'perf',
      '--pid',
      '12',
      '--pid',
      '34',
      '--',
      'record',
      '-p',
      '12,34',
    );
    expect(pid.stdout).toContain('perf record -F 99 -p 12,34');
    const device = await folder.toePolicy('test', 'tcpdump', '--device', 'eth0', '--', '-i', 'eth0');
    expect(device.exitCode).toBe(0);
    const without = await folder.toePolicy('test', 'tcpdump', '--', '-i', 'eth0');
    expect(without.exitCode).toBe(1);
    expect(without.stderr).toContain('Next: the same with --pid NUMBER or --device NAME');
    const pods = await folder.toePolicy('test', 'perf', '--pods', '--', 'record', '-g');
    expect(pods.stdout).toContain("perf record -F 99 -p '{pids}' -g");
    expect(pods.stdout).toContain('{pids} will be the processes of the pods\n');
    expect(pods.stdout).toContain('Sees      only the processes of the pods\n');
    const network = await folder.toePolicy(
      'test',
      'tcpdump',
      '--pods',
      '--device',
      'eth0',
      '--',
      '-i',
      'eth0',
    );
    expect(network.stdout).toContain('Sees      only the network of the pod: one pod on each node\n');
    const short = ['policy', 'test', 'perf', '--duration', '10s', '--', 'record', '-a', '--', 'sleep'];
    expect((await folder.toe(...short, '10')).exitCode).toBe(0);
    expect((await folder.toe(...short, '11')).exitCode).toBe(1);
  });

  it('writes the verdict for programs', async () => {
    const policies = await folder.put('perf.yaml', narrow);
    const options = ['policy', 'test', 'perf', '--policies', policies, '-o', 'json'];
    const allowed = await folder.toe(...options, '--', 'record', '-a');
    expect(JSON.parse(allowed.stdout)).toEqual({
      tool: 'perf',
      verdict: 'allow',
      argv: ['record', '-F', '99', '-a', '--sample-cpu', '-o', '{out:profile}'],
      rule: expect.stringMatching(/^argument policy .* for perf record$/),
      message: '',
      policy: 'narrow',
      policyDigest: expect.stringMatching(/[0-9a-f]{64}$/),
    });
    const refused = await folder.toe('-o', 'json', ...options.slice(0, -2), '--', 'record', '-a', '-g');
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      verdict: 'deny',
      argv: [],
      argument: '-g',
      position: 3,
      rule: 'policy',
      decidedBy: 'policy',
      message: expect.stringContaining('allowed are -F, --freq, -a, --all-cpus'),
    });
  });

  it.each(['text', 'json'])('escapes what a terminal would obey, as %s', async (form) => {
    const hostile = ['\u001b[31m-a\u0007', '\u202e', '\u009b2J'];
    for (const arg of hostile) {
      const given = [
        ['perf', '--', 'record', arg],
        ['perf', '--', arg],
        [arg, '--', 'record'],
      ];
      for (const args of given) {
        const { exitCode, stdout, stderr } = await folder.toePolicy('test', '-o', form, ...args);
        expect(exitCode).toBe(1);
        expect(stdout + stderr).toMatch(/^[\x20-\x7e\n]+$/);
        expect(stdout).toContain('\\u{');
      }
    }
  });

  it.each([
    [[], 'give a tool, or --corpus FILE'],
    [['perf', '--corpus', 'x'], 'give a tool, or --corpus FILE'],
    [['perf', '--expect'], '--expect is for --corpus'],
    [['perf', '--duration', '1x'], 'Write it as 90s'],
    [['perf', '--duration', '1s'], 'Give 5s to 24h'],
    [['perf', '--pid', '0'], 'Give a whole number from 1'],
    [['perf', '--namespace', 'A b'], 'Use a-z'],
    [['perf', '-o', 'yaml'], 'Allowed choices are text, json'],
    [['perf', 'record', '-F', '99'], "unknown option '-F'"],
    [['perf', '-\u001b[31m'], "unknown option '- [31m'"],
    [['--corpus', 'x', '--pods'], 'cannot be used with'],
    [['--corpus', 'nowhere.jsonl'], 'Cannot read corpus "nowhere.jsonl": there is no such file'],
    [['--corpus', '/'], 'it is a folder'],
    [['perf', '--policies', 'nowhere'], 'Cannot read "nowhere": there is no such file'],
  ])('exits with 2 for %j', async (args, why) => {
    const { exitCode, stdout, stderr } = await folder.toePolicy('test', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(why);
    expect(stderr).toMatch(/^[\x20-\x7e\n]+$/);
  });

  it.each([
    ['spec: [\n', /broken\.yaml:[12]: /],
    [narrow.replace('tool: perf', 'tol: perf'), /broken\.yaml:5: spec\.tol: there is no such field/],
    [policyText('narrow', ['{names: [-o]}']), /broken\.yaml:[0-9]+: .*"-o/],
    [configText('perf', { policy: 'gone' }), /broken\.yaml:5: spec\.argumentPolicy: "gone" is not there/],
    ['kind: ConfigMap\n', /there is no\s+PowerToolArgumentPolicy and no PowerToolConfig in it/],
  ])('exits with 2 for policies %j, and says where', async (text, place) => {
    const policies = await folder.put('broken.yaml', text);
    const { exitCode, stdout, stderr } = await folder.toePolicy('test', 'perf', '--policies', policies);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.replaceAll('\n    ', ' ')).toMatch(place);
  });
});

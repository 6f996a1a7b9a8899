import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseResourceFile } from '../../shared/kinds/parse-resource-file.ts';

const launcher = fileURLToPath(new URL('../../cli/toe', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/manifests/', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toe-convert-'));
  for (const file of await readdir(fixtures)) await copyFile(join(fixtures, file), join(folder, file));
});

afterEach(() => rm(folder, { recursive: true }));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function toe(args: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(launcher, ['convert', ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  child.once('error', reject);
  child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  child.stdin.end(input);
  return promise;
}

const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);

describe('toe convert', () => {
  it.each(['capture.yaml', 'config.yaml', 'list.yaml', 'mixed.yaml'])(
    'exits with 0 after %s, and writes what our own validation takes',
    async (file) => {
      const { exitCode, stdout, stderr } = await toe(['-f', file]);
      expect(stderr).not.toContain('cannot be honoured');
      expect(exitCode).toBe(0);
      const parsed = parseResourceFile('out.yaml', stdout);
      expect(parsed.kind === 'faulty' ? parsed.message : parsed.kind).toBe('parsed');
    },
  );

  it('tells each field at its line, no line wider than 80 columns', async () => {
    const { stderr } = await toe(['-f', 'capture.yaml', '-f', 'list.yaml', '-f', 'lost.yaml']);
    expect(stderr).toContain(
      '\ncapture.yaml:27: spec.output.retentionDays: renamed to spec.output.retention,\n',
    );
    expect(stderr).toContain('\nlist.yaml:38: items[1].spec.image: changed to spec.binary: ');
    expect(stderr).toContain('\nlost.yaml:17: spec.tool.durration: unknown: ');
    expect(linesOf(stderr).filter((line) => line.length > 80)).toEqual([]);
    for (const line of linesOf(stderr))
      expect(line).toMatch(/^( {4}|[a-z]+\.yaml:[0-9]+: [^ ]|Converted |Next: )/);
  });

  it('exits with 3 where something cannot be honoured, and still writes the rest', async () => {
    const { exitCode, stdout, stderr } = await toe(['-f', 'lost.yaml']);
    expect(exitCode).toBe(3);
    const lost = linesOf(stderr).flatMap(
      (line) => / (\S+): (?:cannot be honoured|unknown):/.exec(line)?.[1] ?? [],
    );
    expect(lost).toEqual([
      'spec.targets.labelSelector',
      'spec.targets.namespaceSelector.matchRegex',
      'spec.tool.name',
      'spec.tool.duration',
      'spec.tool.resolutionPreset',
      'spec.tool.durration',
      'spec.output.pvc.claimName',
      'spec.output.pvc.path',
      'spec.output.rollingInterval',
      'spec.image',
      'spec.securityContext.allowPrivileged',
      'spec.securityContext.allowHostPID',
      'spec.securityContext.runAsRoot',
      'spec.securityContext.capabilities.add',
      'spec.allowedNamespaces',
      'spec.defaultArgs',
    ]);
    expect(stdout).toContain('  name: stress\n');
  });

  it('tells only what is lost when quiet', async () => {
    const { stderr } = await toe(['--quiet', '-f', 'nightly.yaml']);
    expect(stderr).toBe(
      [
        'nightly.yaml:19: spec.output.pvc.claimName: cannot be honoured: a capture does',
        '    not write into volumes of pods: its files go to the store, get them by toe',
        '    download',
        '',
      ].join('\n'),
    );
    expect((await toe(['--quiet', '-f', 'capture.yaml'])).stderr).toBe('');
  });

  it('reads standard input', async () => {
    const text = await readFile(join(folder, 'config.yaml'), 'utf8');
    const { exitCode, stdout, stderr } = await toe(['-f', '-'], text);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('# stdin:1, a CoDriverTool of kubecodriver.codriverlabs.ai/v1alpha1');
    expect(stderr).toContain('stdin:7: spec.name: renamed to metadata.name: ');
  });

  it('writes a file, and never over one unless it is forced', async () => {
    const target = join(folder, 'new.yaml');
    const first = await toe(['-f', 'capture.yaml', '-o', 'new.yaml']);
    expect(first).toMatchObject({ exitCode: 0, stdout: '' });
    expect(first.stderr).toContain('\nNext: kubectl apply --dry-run=server -f new.yaml\n');
    const written = await readFile(target, 'utf8');
    expect(written).toContain('  name: slow-checkout\n');

    const second = await toe(['-f', 'config.yaml', '-o', 'new.yaml']);
    expect(second).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr:
        'Cannot write "new.yaml": it is there already\nNext: the same command with --force, or with another --output\n',
    });
    expect(await readFile(target, 'utf8')).toBe(written);

    expect(await toe(['-f', 'config.yaml', '-o', 'new.yaml', '--force'])).toMatchObject({ exitCode: 0 });
    expect(await readFile(target, 'utf8')).toContain('kind: PowerToolConfig\n');
  });

  it('does not write through a link that leads to a file', async () => {
    await writeFile(join(folder, 'kept.txt'), 'kept');
    await symlink('kept.txt', join(folder, 'link.yaml'));
    expect(await toe(['-f', 'capture.yaml', '-o', 'link.yaml'])).toMatchObject({ exitCode: 2 });
    expect(await readFile(join(folder, 'kept.txt'), 'utf8')).toBe('kept');
  });

  it('writes no file where a file to read cannot be used', async () => {
    expect(await toe(['-f', 'capture.yaml', '-f', 'nope.yaml', '-o', 'new.yaml'])).toMatchObject({
      exitCode: 2,
    });
    expect(await readdir(folder)).not.toContain('new.yaml');
  });

  it('exits with 1 where it cannot write', async () => {
    const { exitCode, stderr } = await toe(['-f', 'capture.yaml', '-o', 'no/such/new.yaml']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Cannot write "no\/such\/new\.yaml": /);
  });
});

describe('toe convert exits with 2 and says why', () => {
  it.each([
    ['without a file', [], 'Cannot run this command: required option'],
    [
      'of a file that is not there',
      ['-f', 'nope.yaml'],
      'Cannot read "nope.yaml": there is no such file: check the path\n',
    ],
    ['of a folder', ['-f', 'sub'], 'Cannot read "sub": it is a folder: give its files, each with -f\n'],
    [
      'of bytes',
      ['-f', 'bytes.yaml'],
      'Cannot read "bytes.yaml": it is not text in UTF-8: give a YAML file\n',
    ],
    ['of what is no YAML', ['-f', 'broken.yaml'], 'broken.yaml:2: '],
    [
      'of other Kinds',
      ['-f', 'pod.yaml'],
      'pod.yaml:1: nothing of the existing TOE stands in it: give a file with one of\n    PowerTool, PowerToolConfig, CoDriverJob, CoDriverTool\n',
    ],
    ['of nothing', ['-f', '-'], 'stdin:1: nothing of the existing TOE stands in it'],
    [
      'of an argument without -f',
      ['capture.yaml', '-f', 'capture.yaml'],
      'Cannot run this command: too many arguments',
    ],
  ])('%s', async (_title, args, message) => {
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'bytes.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
    await writeFile(join(folder, 'broken.yaml'), 'a: [\n- "\n');
    await writeFile(join(folder, 'pod.yaml'), 'apiVersion: v1\nkind: Pod\n');
    const { exitCode, stdout, stderr } = await toe(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });
});

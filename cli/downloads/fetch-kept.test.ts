import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import { type RunningCommandLine, startCommandLine } from '../../test/builders/command-line.ts';
import { FakeCaptureService } from '../../test/fakes/fake-capture-service.ts';

let state: string;
let service: FakeCaptureService;

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'toe-fetch-'));
  service = new FakeCaptureService();
  const apiAddress = await service.start(join(state, 'pki'));
  await issueCertificate(await ensureAuthority(join(state, 'pki')), { kind: 'user', name: 'root' });
  await writeFile(join(state, 'up.json'), JSON.stringify({ pid: 1, apiAddress }));
  service.adopt({ namespace: 'default', name: 'c1', uid: 'uid', spec: {} }, 'Succeeded');
});
afterEach(async () => {
  service.stop();
  await rm(state, { recursive: true });
});

const toe = (...args: readonly string[]): RunningCommandLine => startCommandLine(state, args);
const coming = { connected: true, wanted: true, problem: '' };
const profile = randomBytes(3_000);
const put = (node: string, kept: object): void =>
  service.putFile(node, 'perf.data', profile, { verified: false, kept });

it('toe capture leaves files on their nodes where it is asked to, asks for none, and says how to get them', async () => {
  service.putFile('node-1', 'perf.data', profile);
  const line = toe('capture', 'perf', '--name', 'c2', '--output', state, '--keep-on-node');
  await vi.waitFor(() => expect(service.watchCount).toBe(1));
  const made = service.captures.get('c2');
  expect(made?.spec.output).toEqual({ mode: 'node' });
  if (made !== undefined) made.keptBytes = 2_048;
  service.advance('c2', 'Succeeded', [{ node: 'node-1', state: 'verified', reason: 'KeptOnNode' }]);
  expect(await line.done).toBe(0);
  expect(line.stdout()).toBe('c2\n');
  expect(line.stderr()).toContain('node-1: verified, kept on the node\n');
  expect(line.stderr()).toContain('0 B stored, 2.0 KiB kept on the nodes\n');
  expect(line.stderr()).toContain('The files stay on their nodes. Next: toe download c2');
  expect(service.fetches).toEqual([]);
  expect(await readdir(state)).not.toContain('c2');
});

describe('files that nodes keep', () => {
  it('are asked for once, waited for and downloaded', async () => {
    put('one', coming);
    service.onFetch = () => {
      setTimeout(() => service.changeFiles('one', { kept: null, verified: true }), 1_200);
    };
    const line = toe('download', 'c1', '-o', state);
    expect(await line.done).toBe(0);
    expect(service.fetches).toEqual(['c1']);
    expect(await readFile(join(state, 'c1', 'one', 'perf.data'))).toEqual(profile);
    expect(line.stderr()).toMatch(/^Fetching 1 file, .*, from 1 node$/m);
    expect(line.stderr()).toMatch(/one: uploading\n(.*\n)*one: verified\n/);
  });

  it('of a node that is away are told, and those of the others are downloaded', async () => {
    put('one', coming);
    put('two', { ...coming, connected: false });
    service.onFetch = () => service.changeFiles('one', { kept: null, verified: true });
    const line = toe('download', 'c1', '-o', state);
    expect(await line.done).toBe(3);
    expect(await readFile(join(state, 'c1', 'one', 'perf.data'))).toEqual(profile);
    expect(line.stderr()).toContain('Cannot fetch "perf.data" of node "two": its agent is not connected');
  });

  it('that are gone are a failure where there is nothing else', async () => {
    put('one', { ...coming, problem: 'The node does not have it any more' });
    const line = toe('fetch', 'c1');
    expect(await line.done).toBe(1);
    expect(line.stderr()).toContain(
      'Cannot fetch "perf.data" of node "one": The node does not have it any more\nNext: toe fetch c1',
    );
  });

  it('come all the same where nobody waits for them any more', async () => {
    put('one', coming);
    const line = toe('fetch', 'c1');
    await vi.waitFor(() => expect(line.stderr()).toContain('one: uploading'));
    line.signals.emit('SIGINT');
    expect(await line.done).toBe(130);
    expect(line.stderr()).toContain('Interrupted; the files come all the same. Next: toe download c1');
  });

  it('are asked for before an archive is made, and what lacks is told', async () => {
    put('one', { ...coming, connected: false });
    service.bundle = Buffer.from('archive');
    const line = toe('download', 'c1', '--archive', join(state, 'c1.tar'));
    expect(await line.done).toBe(3);
    expect(service.fetches).toEqual(['c1']);
    expect(await readFile(join(state, 'c1.tar'), 'utf8')).toBe('archive');
    expect(line.stderr()).toContain('of node "one": its agent is not connected');
  });
});

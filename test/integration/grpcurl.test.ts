import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fleet } from '../faults/harness/fleet.ts';
import { makeSnapshotSpec } from '../faults/harness/specs.ts';

const runProgram = promisify(execFile);

/** grpcurl on PATH or in the user's cache; throws where it is in neither. */
async function findGrpcurl(): Promise<string> {
  const { env } = process;
  const cache = env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const places = [...(env.PATH ?? '').split(delimiter), join(cache, 'toe', 'bin')];
  for (const place of places) {
    const path = join(place, 'grpcurl');
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new Error(
    'Cannot find grpcurl: it is neither on PATH nor in the cache: run scripts/install-test-tools',
  );
}

describe('a gRPC client that is not ours', () => {
  let fleet: Fleet;
  let grpcurl: string;
  beforeAll(async () => {
    grpcurl = await findGrpcurl();
    fleet = await Fleet.start({ nodes: [{ name: 'one' }] });
  });
  afterAll(async () => {
    await fleet[Symbol.asyncDispose]();
  });

  const address = (): string => `localhost:${fleet.coordinator.ready.get('apiAddress')?.split(':').at(-1)}`;
  const call = async (...rest: readonly string[]): Promise<string> => {
    const { certificatePath, keyPath } = fleet.userFiles;
    const credentials = ['-cacert', fleet.authorityPath, '-cert', certificatePath, '-key', keyPath];
    return (await runProgram(grpcurl, [...credentials, ...rest])).stdout;
  };

  test('lists the services by reflection', async () => {
    expect((await call(address(), 'list')).trim().split('\n')).toEqual(
      expect.arrayContaining(['toe.v1.CaptureService', 'grpc.health.v1.Health']),
    );
    expect(await call(address(), 'describe', 'toe.v1.CaptureService.CreateCapture')).toContain(
      'toe.v1.CreateCaptureRequest',
    );
  });

  test('creates a capture, reads it and its end, and lists its files', async () => {
    const spec = makeSnapshotSpec({ nodes: [fleet.node('one').name] });
    const request = JSON.stringify({ name: 'by-grpcurl', spec });
    const created: unknown = JSON.parse(
      await call('-d', request, address(), 'toe.v1.CaptureService/CreateCapture'),
    );
    expect(created).toMatchObject({
      namespace: 'default',
      name: 'by-grpcurl',
      spec: { tool: { name: 'node-snapshot' } },
    });
    await fleet.captures.waitForPhase('by-grpcurl', ['Succeeded'], 20_000);

    const ref = JSON.stringify({ namespace: 'default', name: 'by-grpcurl' });
    const read: unknown = JSON.parse(await call('-d', ref, address(), 'toe.v1.CaptureService/GetCapture'));
    expect(read).toMatchObject({ status: { phase: 'Succeeded', nodes: { verified: 1 } } });
    const listed: unknown = JSON.parse(
      await call('-d', ref, address(), 'toe.v1.CaptureService/ListArtifacts'),
    );
    expect(listed).toMatchObject({ artifacts: [{ artifact: { artifactId: 'snapshot' }, verified: true }] });
  });

  test('is told that the services are healthy', async () => {
    const request = JSON.stringify({ service: 'toe.v1.CaptureService' });
    const answer: unknown = JSON.parse(await call('-d', request, address(), 'grpc.health.v1.Health/Check'));
    expect(answer).toEqual({ status: 'SERVING' });
  });

  test('is turned away without a certificate', async () => {
    const anonymous = runProgram(grpcurl, [
      '-cacert',
      fleet.authorityPath,
      '-max-time',
      '5',
      address(),
      'list',
    ]);
    await expect(anonymous).rejects.toThrow(/Failed to|certificate|connection/i);
  });
});

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { describe, expect, it, vi } from 'vitest';
import { chunk, makeArtifactCalls } from '../../test/builders/artifact-calls.ts';
import { ArtifactServer } from '../../test/builders/artifact-server.ts';
import { raiseWindows, windowOf } from './raise-windows.ts';

describe('raiseWindows', () => {
  it('raises the window of a connection that uploads, and of no other', async () => {
    const sessions = new Map<string, NonNullable<ServerHttp2Stream['session']>>();
    const onStream = (message: unknown): void => {
      const { stream, headers } = message as { stream: ServerHttp2Stream; headers: IncomingHttpHeaders };
      if (stream.session !== undefined) sessions.set(String(headers[':path']), stream.session);
    };
    subscribe('http2.server.stream.created', onStream);
    using _windows = raiseWindows();
    await using server = await ArtifactServer.start();
    const client = server.connect();
    await makeArtifactCalls(() => client).open();
    const write = server.connect().write();
    write.on('error', () => undefined);
    write.resume();
    write.write(chunk(0, Buffer.from('a')));
    await vi.waitFor(() => expect(server.progress.length).toBeGreaterThan(0), { timeout: 5_000 });
    unsubscribe('http2.server.stream.created', onStream);
    const windows = [...sessions].map(([path, session]) => [
      path,
      session.state.effectiveLocalWindowSize,
      session.localSettings.initialWindowSize,
    ]);
    expect(windows).toEqual([
      ['/toe.v1.ArtifactService/OpenUpload', 65_535, 65_535],
      ['/toe.v1.ArtifactService/Write', 16_777_216, 16_777_216],
    ]);
    write.cancel();
  });

  it('survives forty uploads that begin and end at once on one connection', async () => {
    const sessions = new Set<NonNullable<ServerHttp2Stream['session']>>();
    const onStream = (message: unknown): void => {
      const { session } = (message as { stream: ServerHttp2Stream }).stream;
      if (session !== undefined) sessions.add(session);
    };
    using _windows = raiseWindows();
    await using server = await ArtifactServer.start();
    const client = server.connect();
    await makeArtifactCalls(() => client).open();
    subscribe('http2.server.stream.created', onStream);
    const writes = Array.from({ length: 40 }, () => client.write());
    const ended = writes.map(
      (write) => new Promise((resolve) => write.on('error', resolve).on('end', resolve)),
    );
    for (const write of writes) {
      write.resume();
      write.end(chunk(0, Buffer.from('a')));
    }
    await Promise.all(ended);
    await makeArtifactCalls(() => client).open();
    unsubscribe('http2.server.stream.created', onStream);
    expect(sessions.size).toBe(1);
    await vi.waitFor(() => {
      expect([...sessions].map((session) => session.localSettings.initialWindowSize)).toEqual([16_777_216]);
    });
  });

  it.each([
    [1, 8_388_608],
    [2, 4_194_304],
    [3, 2_097_152],
    [16, 524_288],
    [1_000, 65_536],
  ])('shares 8 MiB among %d uploads', (running, bytes) => {
    expect(windowOf(8 * 1024 * 1024, running)).toBe(bytes);
  });
});

import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ForwardStage } from '../../../test/builders/forward-stage.ts';

let stage: ForwardStage;

beforeEach(async () => {
  stage = await ForwardStage.start();
});

afterEach(() => stage[Symbol.asyncDispose]());

describe.each(['v4.channel.k8s.io', 'v5.channel.k8s.io'] as const)('a port-forward by %s', (protocol) => {
  beforeEach(() => {
    stage.pods.protocol = protocol;
  });

  it('carries bytes both ways, each connection in a websocket of its own', async () => {
    await stage.serve('pod-1', (socket) => socket.pipe(socket));
    const [one, two] = [stage.dial(), stage.dial()];
    for (const [socket, text] of [
      [one, 'first'],
      [two, 'second'],
    ] as const) {
      socket.write(text);
      expect(String((await once(socket, 'data'))[0])).toBe(text);
    }
    expect(stage.pods.asked).toEqual(
      Array(2).fill({ namespace: 'toe-system', pod: 'pod-1', port: 7443, authorization: 'Bearer secret' }),
    );
    expect(stage.pods.openCount).toBe(2);
  });

  it('ends the connection when the pod ends it, after all that it sent, and leaves stdout open', async () => {
    await stage.serve('pod-1', (socket) => socket.end('the end'));
    const socket = stage.dial();
    let said = '';
    socket.on('data', (chunk) => {
      said += String(chunk);
    });
    await once(socket, 'close');
    expect(said).toBe('the end');
    expect(process.stdout.writableEnded).toBe(false);
    await vi.waitFor(() => expect(stage.pods.openCount).toBe(0));
  });

  it('ends the websocket when the connection ends', async () => {
    const accepted = Promise.withResolvers<Socket>();
    await stage.serve('pod-1', accepted.resolve);
    const socket = stage.dial();
    const inPod = await accepted.promise;
    socket.destroy();
    await once(inPod.resume(), 'close');
    await vi.waitFor(() => expect(stage.pods.openCount).toBe(0));
  });
});

describe('a port-forward that fails', () => {
  it('says what the kubelet says, and the next connection finds another pod', async () => {
    const closed = await stage.serve('pod-1', () => undefined);
    closed.close();
    await stage.serve('pod-2', (socket) => socket.pipe(socket));
    await once(stage.dial().resume(), 'close');
    expect(stage.forwarded.lastFailure()).toMatch(
      /^pod "pod-1" of namespace "toe-system": an error occurred forwarding 7443 -> 7443: connect ECONNREFUSED/,
    );
    stage.findPod = async () => 'pod-2';
    const socket = stage.dial();
    socket.write('again');
    expect(String((await once(socket, 'data'))[0])).toBe('again');
    expect(stage.forwarded.lastFailure()).toBeUndefined();
  });

  it.each([
    [401, 'the API server does not accept the credential any more'],
    [403, 'the API server does not allow it: the rights get and create on pods/portforward there are needed'],
    [404, 'the pod is gone'],
    [500, 'the API server answered: Unexpected server response: 500'],
  ])('says of HTTP status %i why', async (status, why) => {
    stage.pods.refuseWith = status;
    await once(stage.dial().resume(), 'close');
    expect(stage.forwarded.lastFailure()).toBe(
      `cannot forward port 7443 of pod "pod-1" in namespace "toe-system": ${why}`,
    );
  });

  it('says that no pod was found', async () => {
    stage.findPod = async () => {
      throw new Error('Cannot find the coordinator: no pod is ready');
    };
    await once(stage.dial().resume(), 'close');
    expect(stage.forwarded.lastFailure()).toBe('cannot find the coordinator: no pod is ready');
  });

  it('ends the connection when the API server is not there', async () => {
    stage.pods.stopListening();
    await once(stage.dial().resume(), 'close');
    expect(stage.forwarded.lastFailure()).toContain('ECONNREFUSED');
  });

  it('ends the connection when the websocket breaks', async () => {
    await stage.serve('pod-1', (socket) => socket.pipe(socket));
    const socket = stage.dial();
    socket.write('x');
    await once(socket, 'data');
    stage.pods.breakAll();
    await once(socket, 'close');
    expect(stage.pods.openCount).toBe(0);
  });
});

describe('a port-forward that is closed', () => {
  it('ends what is open, what is being opened and what is to come', async () => {
    await stage.serve('pod-1', (socket) => socket.pipe(socket));
    const open = stage.dial();
    open.write('x');
    await once(open, 'data');
    const asked = Promise.withResolvers<AbortSignal>();
    stage.findPod = async (signal) => {
      asked.resolve(signal);
      return new Promise(() => undefined);
    };
    const opening = stage.dial();
    const signal = await asked.promise;
    const ends = [open, opening].map((socket) => once(socket.resume(), 'close'));
    stage.forwarded.close();
    await Promise.all(ends);
    expect(signal.aborted).toBe(true);
    const late = stage.dial();
    const [error]: readonly unknown[] = await once(late, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

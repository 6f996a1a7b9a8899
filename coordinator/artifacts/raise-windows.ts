import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { artifactServiceDefinition } from '../../shared/rpc/write-codec.ts';

const channelName = 'http2.server.stream.created';
const minWindowBytes = 64 * 1024;

/**
 * Gives every connection with a running `Write` its share of `totalBytes` as HTTP/2 receive window, until it is
 * disposed of. Without it a stream has 64 KiB, which at 10 ms round trip is 4 MB/s (measured), and grpc-js has no
 * option for servers. Shared out over the running uploads of this process, never below 64 KiB each, so that what
 * is under way to us stays bounded and control messages do not wait behind it (measured: 33 ms at p99 beside 16
 * uploads). Twice what one sender has under way, because HTTP/2 gives a window back in halves. A connection's window follows when
 * the number of uploads passes a power of two; a new window is told only once the last one was acknowledged, because
 * Node ends a session that has ten SETTINGS frames unacknowledged, by an error that ends this process (measured: 16
 * uploads on one connection at 10 ms round trip). Works by the diagnostics channel `http2.server.stream.created`
 * (Node documentation, diagnostics_channel) and the public session methods.
 */
export function raiseWindows(totalBytes: number = 16 * 1024 * 1024): Disposable {
  const uploads = new Map<ServerHttp2Session, number>();
  const told = new WeakMap<ServerHttp2Session, Told>();
  let running = 0;
  let share = 0;
  const apply = (session: ServerHttp2Session): void => {
    if (session.closed || session.destroyed) return;
    const streams = uploads.get(session) ?? 0;
    session.setLocalWindowSize(Math.max(1, streams) * share);
    const last = told.get(session);
    if (last?.awaiting === true || last?.share === share) return;
    const now: Told = { share, awaiting: true };
    told.set(session, now);
    session.settings({ initialWindowSize: share }, () => {
      now.awaiting = false;
      apply(session);
    });
  };
  const shareOut = (changed: ServerHttp2Session): void => {
    const next = windowOf(totalBytes, running);
    if (next === share) {
      apply(changed);
      return;
    }
    share = next;
    for (const session of uploads.keys()) apply(session);
  };
  const onStream = (message: unknown): void => {
    if (!isUpload(message)) return;
    const { session } = message.stream;
    if (session === undefined) return;
    running += 1;
    uploads.set(session, (uploads.get(session) ?? 0) + 1);
    shareOut(session);
    message.stream.once('close', () => {
      running -= 1;
      const left = (uploads.get(session) ?? 1) - 1;
      if (left === 0) uploads.delete(session);
      else uploads.set(session, left);
      shareOut(session);
    });
  };
  subscribe(channelName, onStream);
  return { [Symbol.dispose]: () => void unsubscribe(channelName, onStream) };
}

/** The window of each of `running` uploads: their total stays at or below `totalBytes`, save for the minimum. */
export function windowOf(totalBytes: number, running: number): number {
  const sharers = 2 ** Math.ceil(Math.log2(Math.max(1, running)));
  return Math.max(minWindowBytes, Math.floor(totalBytes / sharers));
}

/** The window that a connection was told last, and whether its acknowledgement is still to come. */
interface Told {
  readonly share: number;
  awaiting: boolean;
}

interface StreamCreated {
  readonly stream: Omit<ServerHttp2Stream, 'session'> & { readonly session: ServerHttp2Session | undefined };
}

function isUpload(message: unknown): message is StreamCreated {
  if (typeof message !== 'object' || message === null || !('stream' in message) || !('headers' in message))
    return false;
  const { headers } = message;
  return (
    typeof headers === 'object' &&
    headers !== null &&
    ':path' in headers &&
    headers[':path'] === artifactServiceDefinition.Write.path
  );
}

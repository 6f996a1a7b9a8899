import type { Socket } from 'node:net';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';

/** What is used of the websocket that client-node hands out (of the package ws). */
export interface TunnelSocket {
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  pause(): void;
  resume(): void;
  /** Ends the connection at once. */
  terminate(): void;
  /** `sent` is called when everything before it and itself has left. */
  ping(data: string, mask: boolean, sent: () => void): void;
  on(event: 'message' | 'close', listener: () => void): unknown;
}

const highWaterBytes = 1024 * 1024;
const closeChannel = 255;
const dataChannel = 0;

/**
 * Adds to a port-forward of client-node, which moves the bytes between the paused socket and the tunnel, what it does
 * not do: neither side is read faster than the other takes, and each ends with the other. Starts the socket.
 */
export function joinStreams(socket: Socket, tunnel: TunnelSocket): void {
  passOverCloseFrames(tunnel, () => socket.end());
  tunnel.on('message', () => {
    if (socket.writableNeedDrain) tunnel.pause();
  });
  socket.on('drain', () => tunnel.resume());
  socket.on('data', () => {
    if (tunnel.bufferedAmount < highWaterBytes || socket.isPaused()) return;
    socket.pause();
    tunnel.ping('', true, () => socket.resume());
  });
  tunnel.on('close', () => socket.destroySoon());
  socket.once('close', () => tunnel.terminate());
  socket.resume();
}

/** In v5.channel.k8s.io a frame ends a channel; client-node would end this process' own stdout for it. */
function passOverCloseFrames(tunnel: TunnelSocket, onDataEnd: () => void): void {
  const deliver = tunnel.onmessage;
  tunnel.onmessage = (event) => {
    if (readMember(event.data, 0) !== closeChannel) deliver?.(event);
    else if (readMember(event.data, 1) === dataChannel) onDataEnd();
  };
}

import { createHash } from 'node:crypto';

/** A frame of RFC 6455 as it comes from a client. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

export const opcodes = { binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The answer to `Sec-WebSocket-Key`, RFC 6455 section 4.2.2. */
export function toAcceptKey(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** One frame of a server: final, unmasked. */
export function toFrame(opcode: number, ...parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (head.length === 2) head[1] = payload.length;
  else if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(payload.length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return Buffer.concat([head, payload]);
}

/** Cuts the bytes of a client into its frames. Throws where they are no masked, whole frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  read(bytes: Buffer): readonly Frame[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    for (let frame = this.#take(); frame !== undefined; frame = this.#take()) frames.push(frame);
    return frames;
  }

  #take(): Frame | undefined {
    const rest = this.#rest;
    if (rest.length < 2) return undefined;
    const [first = 0, second = 0] = rest;
    if ((first & 0x80) === 0) throw new Error('Cannot read a frame: it is not the last of its message');
    if ((second & 0x80) === 0) throw new Error('Cannot read a frame: a client must mask it');
    const short = second & 0x7f;
    const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (rest.length < headBytes + 4) return undefined;
    const length =
      short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    const start = headBytes + 4;
    if (rest.length < start + length) return undefined;
    const mask = rest.subarray(headBytes, start);
    const payload = Buffer.from(rest.subarray(start, start + length));
    for (let index = 0; index < length; index += 1)
      payload[index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
    this.#rest = rest.subarray(start + length);
    return { opcode: first & 0x0f, payload };
  }
}

import { parentPort } from 'node:worker_threads';
import { PartFile } from './part-file.ts';
import {
  type PartCall,
  type PartDone,
  type PartNews,
  type PartOrder,
  toTransferred,
} from './part-thread-messages.ts';

/** The other end of `PartThread`: hashes, writes and syncs parts, so that none of it waits for the network's turn. */
const port = parentPort;
if (port === null) throw new Error('Cannot keep parts: this is no thread of a coordinator');
const parts = new Map<number, { readonly file: PartFile; isFailureTold: boolean }>();

function tell(news: PartNews): void {
  port?.postMessage(news);
}

port.on('message', ({ call, id, order }: PartCall) => {
  void carryOut(id, order).then(
    (answer) => {
      tellFailure(id);
      tell({ kind: 'done', call, ...answer });
    },
    (error: unknown) => {
      tellFailure(id);
      tell({ kind: 'refused', call, error: toTransferred(error) });
    },
  );
});

async function carryOut(id: number, order: PartOrder): Promise<Pick<PartDone, 'offset' | 'sha256'>> {
  if (order.kind === 'open') {
    const file = await PartFile.open(order.paths);
    file.onDurable = (offset) => tell({ kind: 'durable', id, offset });
    parts.set(id, { file, isFailureTold: false });
    return { offset: file.durableOffset };
  }
  const file = parts.get(id)?.file;
  if (order.kind === 'close') {
    parts.delete(id);
    await file?.close();
    return {};
  }
  if (file === undefined) throw new Error(`Cannot ${order.kind} a part: it is not open`);
  switch (order.kind) {
    case 'take':
      await Promise.all(order.chunks.map((chunk) => file.take(toBuffer(chunk))));
      return {};
    case 'sync':
      await file.sync();
      return {};
    case 'digest':
      return { sha256: file.sha256() };
    default:
      return order satisfies never;
  }
}

function toBuffer(chunk: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function tellFailure(id: number): void {
  const part = parts.get(id);
  if (part?.file.failure === undefined || part.isFailureTold) return;
  part.isFailureTold = true;
  const { error, isLost } = part.file.failure;
  tell({ kind: 'failed', id, error: toTransferred(error), isLost });
}

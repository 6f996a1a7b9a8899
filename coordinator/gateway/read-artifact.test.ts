import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import { plainMetadata } from '../../shared/kinds/kinds.ts';
import type { Phase } from '../../shared/kinds/power-tool.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { aPlan } from '../../test/builders/run.ts';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { key, meta, owner, sha256 } from '../../test/builders/store-stage.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { readArtifact } from './read-artifact.ts';

const patience = { timeout: 10_000, interval: 20 };
/** Waits as often, and not as long. */
const clock = { ...systemClock, sleep: (_ms: number, signal: AbortSignal) => systemClock.sleep(20, signal) };
const bytes = randomBytes(600_000);
let folder: StoreFolder;
let phase: Phase;
let over: AbortController;

beforeEach(async () => {
  folder = await StoreFolder.make();
  phase = 'Running';
  over = new AbortController();
  await folder.store.openUpload(key, meta);
  await folder.send(bytes.subarray(0, 400_000));
});
afterEach(() => folder[Symbol.asyncDispose]());

/** A reader that takes whatever comes. */
class Reader extends EventEmitter {
  readonly request: {
    namespace: string;
    name: string;
    key: string;
    offset: number;
    limit: number;
    follow: boolean;
  };
  cancelled = false;
  readonly #chunks: Buffer[] = [];

  constructor(request: Partial<Reader['request']>) {
    super();
    this.request = { namespace: 'n', name: 'c', key, offset: 0, limit: 0, follow: false, ...request };
  }

  write(message: { offset: number; data: Buffer }): boolean {
    if (message.offset !== this.request.offset + this.read().length) throw new Error('Bytes are missing');
    this.#chunks.push(message.data);
    return true;
  }

  read(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

function start(request: Partial<Reader['request']>, store: ArtifactStore = folder.store) {
  const reader = new Reader(request);
  const { spec } = aPlan(['a']);
  const metadata = {
    ...plainMetadata,
    namespace: 'n',
    name: 'c',
    uid: 'r1',
    generation: 1,
    creationTimestamp: '',
  };
  const source = {
    readPowerTool: async () => {
      const resource = { kind: 'PowerTool', metadata, spec } as const;
      return { kind: 'valid', resource, status: { ...emptyStatus, phase } } as const;
    },
  };
  // What it uses of a call.
  const call = reader as unknown as Parameters<typeof readArtifact>[0];
  const ended = readArtifact(call, { source, store, clock, over: over.signal });
  // One that ends while another is looked at is no rejection that nobody handles.
  ended.catch(() => undefined);
  return { reader, ended };
}

async function finish(): Promise<void> {
  await folder.send(bytes.subarray(400_000), 400_000);
  await folder.store.finishUpload(key, owner, bytes.length, sha256(bytes));
}

describe('reading an artifact that still arrives', () => {
  it('gives what is durable, from any offset and no more than is asked for', async () => {
    const whole = start({});
    await whole.ended;
    expect(whole.reader.read()).toEqual(bytes.subarray(0, 400_000));
    const part = start({ offset: 100_000, limit: 250_001, follow: true });
    await part.ended;
    expect(part.reader.read()).toEqual(bytes.subarray(100_000, 350_001));
  });

  it('goes on until it is finished where it is followed', async () => {
    const { reader, ended } = start({ offset: 10, follow: true });
    await vi.waitFor(() => expect(reader.read()).toHaveLength(399_990), patience);
    await finish();
    await ended;
    expect(reader.read()).toEqual(bytes.subarray(10));
  });

  it('ends with the capture, and with its reader', async () => {
    const first = start({ follow: true });
    const second = start({ follow: true });
    await vi.waitFor(() => expect(second.reader.read()).toHaveLength(400_000), patience);
    second.reader.cancelled = true;
    second.reader.emit('cancelled');
    await second.ended;
    phase = 'Failed';
    await first.ended;
    expect(first.reader.read()).toEqual(bytes.subarray(0, 400_000));
    expect(first.reader.listenerCount('cancelled')).toBe(0);
  });

  it('says that what was read is void where it is begun again, and where another leads now', async () => {
    const again = start({ follow: true });
    const elsewhere = start({ follow: true });
    for (const { reader } of [again, elsewhere])
      await vi.waitFor(() => expect(reader.read()).toHaveLength(400_000), patience);
    over.abort();
    await expect(elsewhere.ended).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await expect(again.ended).rejects.toMatchObject({ code: status.UNAVAILABLE });
    over = new AbortController();
    const { reader, ended } = start({ follow: true });
    await vi.waitFor(() => expect(reader.read()).toHaveLength(400_000), patience);
    await folder.store.finishUpload(key, owner, 400_000, 'a'.repeat(64));
    await expect(ended).rejects.toMatchObject({ code: status.DATA_LOSS });
  });

  it('refuses an offset that is not there, a key of another run, and one that is none', async () => {
    await expect(start({ offset: 400_001 }).ended).rejects.toMatchObject({ code: status.OUT_OF_RANGE });
    for (const other of ['runs/r2/node-1/1/perf', 'runs/r1/node-1/1/none', 'runs/r1/../perf'])
      await expect(start({ key: other, follow: true }).ended).rejects.toMatchObject({
        code: status.NOT_FOUND,
      });
  });
});

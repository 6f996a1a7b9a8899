import { StoreFailure } from '../store-failure.ts';
import type { Bucket, Reading } from './bucket.ts';

/** A body that says nothing for so long is read anew from where it stopped, so often until something comes. */
const silenceMs = 30_000;
const tries = 4;
/** A reader that takes nothing for so long holds no connection meanwhile. */
const patienceMs = 5_000;

/**
 * Bytes of an object, from `offset` to before `end`, as fast as they are taken. Undefined as the last value where the
 * object with that ETag is gone. A broken connection is made anew; throws a StoreFailure where that does not help.
 */
export async function* readBytes(
  bucket: Bucket,
  key: string,
  range: { readonly offset: number; readonly end: number; readonly etag?: string },
): AsyncGenerator<Buffer, 'whole' | 'gone'> {
  let { offset } = range;
  let failures = 0;
  while (offset < range.end) {
    const reading = await bucket.read(key, { offset, length: range.end - offset }, range.etag);
    if (reading === undefined) return 'gone';
    const body = new PatientBody(reading);
    try {
      for (;;) {
        const chunk = await body.next();
        if (chunk === undefined) break;
        failures = 0;
        offset += chunk.length;
        body.lend();
        yield chunk;
      }
    } catch (error) {
      if (!body.isBroken) throw error;
    } finally {
      body.close();
    }
    if (offset >= range.end || body.wasLeft) continue;
    failures += 1;
    if (failures >= tries)
      throw new StoreFailure('unavailable', `read "${key}"`, 'the object store breaks off again and again');
  }
  return 'whole';
}

/** The whole of a small object; undefined where there is none. */
export async function readSmall(bucket: Bucket, key: string): Promise<Buffer | undefined> {
  for (let left = tries; ; left -= 1) {
    const reading = await bucket.read(key);
    if (reading === undefined) return undefined;
    const body = new PatientBody(reading);
    const chunks: Buffer[] = [];
    try {
      for (let chunk = await body.next(); chunk !== undefined; chunk = await body.next()) chunks.push(chunk);
      return Buffer.concat(chunks);
    } catch (error) {
      if (!body.isBroken || left <= 1) throw error;
    } finally {
      body.close();
    }
  }
}

/** A body of which the silence is limited, but not while its reader is busy elsewhere. */
class PatientBody {
  isBroken = false;
  wasLeft = false;
  readonly #reading: Reading;
  readonly #chunks: AsyncIterator<Buffer>;
  #timer: NodeJS.Timeout | undefined;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#chunks = reading.body[Symbol.asyncIterator]();
  }

  /** The next bytes; undefined at the end, and where the reader came back too late. */
  async next(): Promise<Buffer | undefined> {
    clearTimeout(this.#timer);
    if (this.wasLeft) return undefined;
    this.#timer = setTimeout(() => this.#reading.close(), silenceMs);
    try {
      const { value, done } = await this.#chunks.next();
      return done === true ? undefined : value;
    } catch (error) {
      this.isBroken = true;
      throw new StoreFailure('unavailable', 'read an object', 'the object store broke off', { cause: error });
    } finally {
      clearTimeout(this.#timer);
    }
  }

  /** The reader has the bytes and comes back for more, or not. */
  lend(): void {
    this.#timer = setTimeout(() => {
      this.wasLeft = true;
      this.#reading.close();
    }, patienceMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#reading.close();
  }
}

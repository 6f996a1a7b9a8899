import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { ReviewCache } from './review-cache.ts';

let clock: ManualClock;
let cache: ReviewCache<string>;
let asked: string[];
beforeEach(() => {
  clock = new ManualClock();
  cache = new ReviewCache(clock, 3);
  asked = [];
});

async function read(question: string, lifetimeMs = 1_000): Promise<string> {
  return await cache.read(
    [question],
    async () => {
      asked.push(question);
      return `${question} ${asked.length}`;
    },
    () => lifetimeMs,
  );
}

describe('ReviewCache', () => {
  it('keeps an answer for its lifetime and asks again then', async () => {
    expect(await read('a')).toBe('a 1');
    clock.advance(999);
    expect(await read('a')).toBe('a 1');
    clock.advance(1);
    expect(await read('a')).toBe('a 2');
  });

  it('does not take one question for another', async () => {
    await read('a');
    expect(await read('b')).toBe('b 2');
    expect(
      await cache.read(
        ['a', ''],
        async () => 'other',
        () => 1,
      ),
    ).toBe('other');
  });

  it('lets callers of one question share it', async () => {
    const answer = Promise.withResolvers<string>();
    let questions = 0;
    const ask = (): Promise<string> => {
      questions += 1;
      return answer.promise;
    };
    const both = [cache.read(['a'], ask, () => 1), cache.read(['a'], ask, () => 1)];
    answer.resolve('yes');
    expect(await Promise.all(both)).toEqual(['yes', 'yes']);
    expect(questions).toBe(1);
  });

  it('counts the lifetime from the question on', async () => {
    const slow = async (): Promise<string> => {
      clock.advance(1_000);
      return 'late';
    };
    expect(await cache.read(['a'], slow, () => 1_000)).toBe('late');
    expect(await read('a')).toBe('a 1');
  });

  it('keeps no failure, and tells it to everybody who shared the question', async () => {
    const fail = async (): Promise<string> => {
      throw new Error('away');
    };
    const both = [cache.read(['a'], fail, () => 1_000), cache.read(['a'], fail, () => 1_000)];
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await read('a')).toBe('a 1');
  });

  it('holds no more than it may: the oldest makes room', async () => {
    for (const question of ['a', 'b', 'c', 'd']) await read(question);
    expect(cache.size).toBe(3);
    expect(await read('d')).toBe('d 4');
    expect(await read('b')).toBe('b 2');
    expect(await read('a')).toBe('a 5');
    expect(cache.size).toBe(3);
  });
});

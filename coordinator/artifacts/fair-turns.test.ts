import { expect, it } from 'vitest';
import { FairTurns } from './fair-turns.ts';

it('goes round the parties, not round their requests', async () => {
  const turns = new FairTurns(1);
  const held = await turns.take('a');
  const order: string[] = [];
  const use = async (party: string): Promise<void> => {
    using _turn = await turns.take(party);
    order.push(party);
  };
  const all = ['a', 'a', 'a', 'b', 'c', 'b'].map(use);
  held[Symbol.dispose]();
  await Promise.all(all);
  expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
});

it('lets others pass where a turn lasts too long, and counts it once', async () => {
  const turns = new FairTurns(1);
  const long = await turns.take('a');
  const second = await turns.take('b');
  long[Symbol.dispose]();
  let hasThird = false;
  const third = Promise.resolve(turns.take('c')).then((turn) => {
    hasThird = true;
    return turn;
  });
  await Promise.resolve();
  expect(hasThird).toBe(false);
  second[Symbol.dispose]();
  (await third)[Symbol.dispose]();
});

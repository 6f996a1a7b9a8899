import { describe, expect, it } from 'vitest';
import { PartSlots } from './part-slots.ts';

describe('part slots', () => {
  it('are given in the order of asking, so many at once', async () => {
    const slots = new PartSlots(2, 10);
    const [first, second] = [await slots.acquire(), await slots.acquire()];
    expect(second).not.toBe(first);
    const order: string[] = [];
    const third = slots.acquire().then((slot) => {
      order.push('third');
      return slot;
    });
    const fourth = slots.acquire().then(() => order.push('fourth'));
    expect(slots.isWanted).toBe(true);
    slots.release(second);
    expect(await third).toBe(second);
    slots.release(first);
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
    expect(slots.isWanted).toBe(false);
  });

  it('are empty when they are given', async () => {
    const slots = new PartSlots(1, 10);
    const slot = await slots.acquire();
    slot.append(Buffer.from('abc'));
    expect([slot.length, slot.free]).toEqual([3, 7]);
    slots.release(slot);
    const again = await slots.acquire();
    expect([again.length, again.bytes.length, again.sha256()]).toEqual([
      0,
      0,
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ]);
  });

  it('on offer are taken back at once, those in use are not', async () => {
    const slots = new PartSlots(2, 10);
    const [inUse, offered] = [await slots.acquire(), await slots.acquire()];
    offered.yieldNow = () => slots.release(offered);
    expect(await slots.acquire()).toBe(offered);
    expect(offered.yieldNow).toBeUndefined();
    expect(inUse.yieldNow).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { parseFailpoints } from './failpoint.ts';

describe('failpoints', () => {
  it('kills at the named place alone, from the named time on', async () => {
    let kills = 0;
    const failpoints = parseFailpoints('store.after-rename=kill@2', () => {
      kills += 1;
    });
    await failpoints.reach('store.before-rename');
    await failpoints.reach('store.after-rename');
    expect(kills).toBe(0);
    await failpoints.reach('store.after-rename');
    expect(kills).toBe(1);
  });

  it('throws where an error was asked for', async () => {
    const failpoints = parseFailpoints('a=error', () => undefined);
    await expect(failpoints.reach('a')).rejects.toThrow('Failpoint "a" was reached');
  });

  it.each(['a', 'a=', 'a=explode', 'a=delay', 'a=delay:x', '=kill', 'a=kill@0'])('refuses %j', (text) => {
    expect(() => parseFailpoints(text, () => undefined)).toThrow(RangeError);
  });
});

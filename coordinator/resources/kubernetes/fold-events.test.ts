import { expect, test } from 'vitest';
import type { ObjectEvent } from '../event-recorder.ts';
import { EventFolder, type FoldedEvent } from './fold-events.ts';

const blue = { namespace: 'oncall', name: 'blue', uid: 'uid-blue' };
const green = { namespace: 'oncall', name: 'green', uid: 'uid-green' };
const minuteMs = 60_000;

function failed(message: string): ObjectEvent {
  return { type: 'Warning', reason: 'Failed', message };
}

/** The Events as they stand after all, by key. */
function tell(folder: EventFolder, messages: readonly string[], unixMs = 0): readonly FoldedEvent[] {
  const stand = new Map<string, FoldedEvent>();
  for (const message of messages) {
    const folded = folder.fold(blue, failed(message), unixMs);
    if (folded !== undefined) stand.set(folded.key, folded);
  }
  return [...stand.values()];
}

const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `node-${from + index} failed`);

test('the same is one Event that is counted and keeps its begin', () => {
  const folder = new EventFolder();
  folder.fold(blue, failed('x'), 1_000);
  expect(folder.fold(blue, failed('x'), 5_000)).toMatchObject({
    message: 'x',
    count: 2,
    firstUnixMs: 1_000,
    lastUnixMs: 5_000,
  });
});

test('another object, type, reason or message is another Event', () => {
  const folder = new EventFolder();
  const keys = [
    folder.fold(blue, failed('x'), 0),
    folder.fold(green, failed('x'), 0),
    folder.fold(blue, { ...failed('x'), type: 'Normal' }, 0),
    folder.fold(blue, { ...failed('x'), reason: 'Lost' }, 0),
    folder.fold(blue, failed('y'), 0),
  ].map((event) => event?.key);
  expect(new Set(keys).size).toBe(5);
});

test('ten different messages stand by themselves, and all that follow are one', () => {
  const events = tell(new EventFolder(), numbered(1, 14));
  expect(events).toHaveLength(11);
  expect(events.slice(0, 10).map(({ message }) => message)).toEqual(numbered(1, 10));
  expect(events.at(-1)).toMatchObject({
    message: '(combined from similar events): node-14 failed',
    count: 4,
  });
});

test('a message that stands already is counted there, however many others there are', () => {
  const folder = new EventFolder();
  tell(folder, numbered(1, 12));
  expect(folder.fold(blue, failed('node-1 failed'), 0)).toMatchObject({ message: 'node-1 failed', count: 2 });
});

test('after ten quiet minutes messages stand by themselves again', () => {
  const folder = new EventFolder();
  tell(folder, numbered(1, 12));
  expect(tell(folder, ['node-13 failed'], 10 * minuteMs)).toMatchObject([
    { message: expect.stringMatching(/^\(combined/) as unknown },
  ]);
  expect(tell(folder, ['node-14 failed'], 20 * minuteMs + 1)).toMatchObject([{ message: 'node-14 failed' }]);
});

test('of one reason 25 are told at once, then one in five minutes; the count goes on', () => {
  const folder = new EventFolder();
  const told = Array.from({ length: 30 }, () => folder.fold(blue, failed('x'), 0));
  expect(told.filter((event) => event !== undefined)).toHaveLength(25);
  expect(folder.fold(blue, failed('x'), 5 * minuteMs - 1)).toBeUndefined();
  expect(folder.fold(blue, failed('x'), 5 * minuteMs)).toMatchObject({ count: 32 });
  expect(folder.fold(blue, failed('x'), 5 * minuteMs)).toBeUndefined();
});

test('a flood of one reason silences no other', () => {
  const folder = new EventFolder();
  for (const message of numbered(1, 5_000)) folder.fold(blue, failed(message), 0);
  expect(folder.fold(blue, { type: 'Normal', reason: 'Complete', message: 'done' }, 0)).toMatchObject({
    count: 1,
  });
});

test('a message is cut to what the API server takes', () => {
  const [event] = tell(new EventFolder(), ['x'.repeat(5_000)]);
  expect(event?.message).toHaveLength(1_024);
});

test('what is remembered has a limit', () => {
  const folder = new EventFolder();
  folder.fold(blue, failed('first'), 0);
  for (let index = 0; index < 5_000; index += 1)
    folder.fold({ ...blue, uid: `uid-${index}` }, failed('x'), 0);
  expect(folder.fold(blue, failed('first'), 0)).toMatchObject({ count: 1 });
});

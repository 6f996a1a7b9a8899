import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listenForShutdown } from './shutdown-requests.ts';

describe('listenForShutdown', () => {
  it.each([
    [[0], 'stop'],
    [[0, 5], 'stop'],
    [[0, 2000], 'kill'],
    [[0, 5, 2000], 'kill'],
  ])('takes signals at %j ms as a wish to %s', (instants, expected) => {
    const source = new EventEmitter();
    let now = 0;
    const requests = listenForShutdown(source, () => now);
    expect(requests.stop.aborted).toBe(false);
    for (const instant of instants) {
      now = instant;
      source.emit('SIGTERM');
    }
    expect(requests.stop.aborted).toBe(true);
    expect(requests.kill.aborted).toBe(expected === 'kill');
    requests[Symbol.dispose]();
    expect(source.eventNames()).toEqual([]);
  });
});

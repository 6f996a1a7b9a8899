import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { someFacts } from '../../test/builders/raw-session.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { freshenClock, probeClock } from './probe-clock.ts';
import { Session } from './session.ts';

let clock: ManualClock;
let probedUs: number[];
let session: Session;
let over: AbortController;

beforeEach(() => {
  clock = new ManualClock();
  probedUs = [];
  over = new AbortController();
  session = new Session({
    node: 'a',
    nodeUid: 'uid-a',
    sessionId: 's',
    stream: {
      send: (says) => {
        if (says.kind === 'clockProbe') probedUs.push(says.sentUs);
      },
      abort: () => undefined,
    },
    facts: someFacts,
    seenUnixUs: 0,
  });
});
afterEach(() => over.abort());

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 25) {
    clock.advance(25);
    await turn();
  }
}

describe('the clock of a session', () => {
  it('is probed at once, eight times within ten seconds, and then once in ten seconds', async () => {
    const beganUs = clock.monotonicUs();
    const probing = probeClock(session, { clock, random: () => 0.5 }, over.signal);
    expect(probedUs).toEqual([beganUs]);
    await pass(10_000);
    expect(probedUs.length).toBe(8);
    await pass(30_000);
    expect(probedUs.length).toBe(11);
    over.abort();
    await probing;
    await pass(20_000);
    expect(probedUs.length).toBe(11);
  });

  it.each([
    [1, 8],
    [250, 8],
    [1_000, 2],
    [5_000, 0],
  ])('is probed anew before a start together with %i nodes, %i times', async (nodes, probes) => {
    const freshening = freshenClock(session, nodes, clock, over.signal);
    await pass(500);
    await freshening;
    expect(probedUs.length).toBe(probes);
  });
});

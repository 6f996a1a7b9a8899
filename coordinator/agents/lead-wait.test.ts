import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { LeadWait } from './lead-wait.ts';

let clock: ManualClock;
let isKnown: boolean;
let wait: LeadWait;
let over: AbortController;
let wentOn: number;

beforeEach(() => {
  clock = new ManualClock();
  isKnown = false;
  over = new AbortController();
  wentOn = 0;
  wait = new LeadWait({ isWaitOver: () => isKnown, clock, random: () => 0.5 });
});

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    clock.advance(50);
    await turn();
  }
}

async function come(agents: number): Promise<void> {
  for (let index = 0; index < agents; index += 1)
    void wait.until(over.signal).then(() => {
      wentOn += 1;
    });
  await turn();
}

describe('an agent that comes', () => {
  it('goes on at once while it is known who leads', async () => {
    isKnown = true;
    await come(3);
    expect(wentOn).toBe(3);
  });

  it('goes on as soon as it is known who leads', async () => {
    await come(3);
    await pass(3_000);
    expect(wentOn).toBe(0);
    isKnown = true;
    await pass(100);
    expect(wentOn).toBe(3);
  });

  it('goes on after some seconds although nobody leads', async () => {
    await come(2);
    await pass(6_400);
    expect(wentOn).toBe(0);
    await pass(200);
    expect(wentOn).toBe(2);
  });

  it('goes on when it has left', async () => {
    await come(2);
    over.abort();
    await turn();
    expect(wentOn).toBe(2);
    await pass(200);
  });

  it('waits for its turn where a whole fleet waited, and so does whoever comes meanwhile', async () => {
    await come(500);
    isKnown = true;
    await pass(50);
    expect(wentOn).toBe(200);
    await come(1);
    expect(wentOn).toBe(200);
    await pass(100);
    expect(wentOn).toBe(501);
  });
});

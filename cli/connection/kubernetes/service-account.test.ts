import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { FakeTokenApi } from '../../../test/fakes/fake-token-api.ts';
import { makeServiceAccountTokens, parseServiceAccount } from './service-account.ts';

const account = { namespace: 'toe-system', name: 'helper' };
const refusals = { context: 'ctx', user: 'me' };

let clock: FakeClock;
let api: FakeTokenApi;

beforeEach(() => {
  clock = new FakeClock();
  api = new FakeTokenApi(clock);
});

describe('tokens of a service account', () => {
  it('are asked for ten minutes and used until the last of them', async () => {
    const next = makeServiceAccountTokens(account, { api, clock, kubeconfig: refusals });
    expect([await next(), await next()]).toEqual(['t1', 't1']);
    clock.nowUs += 539_000_000;
    expect(await next()).toBe('t1');
    clock.nowUs += 2_000_000;
    expect(await next()).toBe('t2');
    expect(api.asked).toEqual(Array(2).fill(['toe-system', 'helper', 600]));
  });

  it.each([
    ['shorter than was asked for', 120_000, 61_000],
    ['past already by our clock', -5_000, 1],
  ])('are asked for again in time where their life is %s', async (_title, lifeMs, passedMs) => {
    api.lifeMs = lifeMs;
    const next = makeServiceAccountTokens(account, { api, clock, kubeconfig: refusals });
    expect(await next()).toBe('t1');
    clock.nowUs += passedMs * 1000;
    expect(await next()).toBe('t2');
  });

  it('are not used longer than ten minutes where our clock is behind', async () => {
    api.lifeMs = 3_600_000;
    const next = makeServiceAccountTokens(account, { api, clock, kubeconfig: refusals });
    expect(await next()).toBe('t1');
    clock.nowUs += 541_000_000;
    expect(await next()).toBe('t2');
  });
});

describe('the name of a service account', () => {
  it('is its namespace and its name', () => {
    expect(parseServiceAccount('toe-system/on.call')).toEqual({ namespace: 'toe-system', name: 'on.call' });
  });

  it.each(['helper', 'a/b/c', '/a', 'a/', 'A/b', ''])('is not "%s"', (text) => {
    expect(() => parseServiceAccount(text)).toThrow('that is not its namespace and name');
  });
});

import { describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { keepRecording } from './record.ts';

const clock = { ...systemClock, sleep: async () => undefined };
const signal = new AbortController().signal;

/** Fails so often and then records. */
function failing(times: number, onTry: () => void = () => undefined) {
  const state = { tries: 0, recorded: false };
  const record = async (): Promise<void> => {
    state.tries += 1;
    onTry();
    if (state.tries <= times) throw new Error('the store is away');
    state.recorded = true;
  };
  return { state, record };
}

describe('an outcome that cannot be recorded', () => {
  it('is tried again until it stands, and not once more', async () => {
    const { state, record } = failing(3);
    await keepRecording(record, { node: 'one', connected: true }, { clock, log: silentLog }, signal);
    expect(state).toEqual({ tries: 4, recorded: true });
  });

  it('is left to the next session where this one has ended', async () => {
    const session = { node: 'one', connected: true };
    const { state, record } = failing(9, () => {
      session.connected = state.tries < 2;
    });
    await keepRecording(record, session, { clock, log: silentLog }, signal);
    expect(state).toEqual({ tries: 2, recorded: false });
  });

  it('is left to the next leader where this one stops', async () => {
    const stop = new AbortController();
    const { state, record } = failing(9, () => {
      if (state.tries === 2) stop.abort();
    });
    await keepRecording(record, { node: 'one', connected: true }, { clock, log: silentLog }, stop.signal);
    expect(state).toEqual({ tries: 2, recorded: false });
  });
});

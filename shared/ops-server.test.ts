import { describe, expect, it, onTestFinished } from 'vitest';
import { createRegistry, makeCounter, makeGauge } from './metrics.ts';
import { openOpsServer, type ReadyCheck } from './ops-server.ts';

async function start(check: ReadyCheck) {
  const registry = createRegistry();
  const counter = makeCounter(registry, 'toe_agent_commands_total', 'Commands.', {
    name: 'ending',
    values: ['succeeded', 'failed'],
  });
  makeGauge(registry, 'toe_agent_spool_free_bytes', 'Free.', async () => 7);
  const server = await openOpsServer({
    listen: '127.0.0.1:0',
    registry,
    checks: new Map([['session', check]]),
  });
  const stop = new AbortController();
  const done = server.part(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  const get = async (path: string) => {
    const response = await fetch(`http://${server.address}${path}`);
    return { code: response.status, text: await response.text() };
  };
  return { get, counter, stop, done, address: server.address };
}

describe('openOpsServer', () => {
  it('is healthy, and ready only when every check is', async () => {
    let why = 'not connected';
    const { get } = await start(() => (why === '' ? { kind: 'ready' } : { kind: 'notReady', why }));
    expect(await get('/healthz')).toEqual({ code: 200, text: 'ok\n' });
    expect(await get('/readyz')).toEqual({ code: 503, text: 'session: not connected\n' });
    why = '';
    expect(await get('/readyz')).toEqual({ code: 200, text: 'session: ok\n' });
    expect((await get('/other')).code).toBe(404);
  });

  it('shows every label value from the start, and gauges as they are read', async () => {
    const { get, counter } = await start(() => ({ kind: 'ready' }));
    counter.labels('failed').inc();
    const { text } = await get('/metrics');
    expect(text).toContain('toe_agent_commands_total{ending="succeeded"} 0');
    expect(text).toContain('toe_agent_commands_total{ending="failed"} 1');
    expect(text).toContain('toe_agent_spool_free_bytes 7');
  });

  it('stops listening when aborted and rejects a port in use', async () => {
    const { stop, done, address, get } = await start(() => ({ kind: 'ready' }));
    await expect(
      openOpsServer({ listen: address, registry: createRegistry(), checks: new Map() }),
    ).rejects.toThrow(/EADDRINUSE/);
    await get('/healthz');
    stop.abort();
    await done;
    await expect(get('/healthz')).rejects.toThrow('fetch failed');
  });
});

import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { EventSubject } from '../../coordinator/resources/kubernetes/fold-events.ts';
import type { KubeAnswer } from '../../coordinator/resources/kubernetes/kube-answer.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { KubernetesEventRecorder } from '../../coordinator/resources/kubernetes/kubernetes-event-recorder.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { TcpProxy } from '../faults/harness/tcp-proxy.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, readPath } from './harness/toe-objects.ts';

const patience = { timeout: 15_000, interval: 20 };
let server: ApiServer;
let blue: EventSubject;

beforeAll(async () => {
  server = await startApiServer();
  await createNamespace(server.admin, 'oncall');
});

afterAll(() => server?.[Symbol.asyncDispose]());

beforeEach(() => {
  blue = { namespace: 'oncall', name: 'blue', uid: crypto.randomUUID() };
});

interface Running extends AsyncDisposable {
  readonly recorder: KubernetesEventRecorder;
}

function connect(url = server.url): KubeApi {
  return new KubeApi({ kind: 'token', url, ca: server.ca, token: server.adminToken });
}

function makeRecorder(api: KubeApi): KubernetesEventRecorder {
  const instance = 'toe-coordinator-0';
  return new KubernetesEventRecorder({ api, clock: systemClock, log: silentLog, instance });
}

function start(api = connect()): Running {
  const recorder = makeRecorder(api);
  const controller = new AbortController();
  const done = recorder.run(controller.signal);
  return {
    recorder,
    [Symbol.asyncDispose]: async () => {
      controller.abort();
      await done;
    },
  };
}

/** An API server whose first answer to a creation is lost. */
class LosingApi extends KubeApi {
  #hasLost = false;

  override async create(...args: Parameters<KubeApi['create']>): Promise<KubeAnswer> {
    const answer = await super.create(...args);
    if (this.#hasLost) return answer;
    this.#hasLost = true;
    throw new Error('Cannot reach the API server: socket hang up');
  }
}

/** As `kubectl describe` asks for them. */
async function readEvents(about = blue): Promise<readonly Record<string, unknown>[]> {
  const fields = Object.entries({
    name: about.name,
    namespace: about.namespace,
    kind: 'PowerTool',
    uid: about.uid,
  })
    .map(([field, value]) => `involvedObject.${field}=${value}`)
    .join(',');
  const path = `/api/v1/namespaces/${about.namespace}/events?fieldSelector=${encodeURIComponent(fields)}`;
  return readPath((await server.admin.send('GET', path)).body, 'items') as readonly Record<string, unknown>[];
}

async function untilEvents(count: number): Promise<readonly Record<string, unknown>[]> {
  return vi.waitFor(async () => {
    const events = await readEvents();
    expect(events).toHaveLength(count);
    return events;
  }, patience);
}

const accepted = { type: 'Normal', reason: 'Accepted', message: '20 nodes take part' } as const;
const failed = (node: number) =>
  ({ type: 'Warning', reason: 'ToolFailed', message: `node-${node}: exit code 1` }) as const;

test('an event stands below its object, by the coordinator', async () => {
  await using running = start();
  const before = Date.now();
  running.recorder.record(blue, accepted);
  const [event] = await untilEvents(1);
  expect(event).toMatchObject({
    ...accepted,
    count: 1,
    involvedObject: { apiVersion: 'toe.run/v1alpha1', kind: 'PowerTool', ...blue },
    source: { component: 'toe-coordinator' },
    reportingComponent: 'toe.run/coordinator',
    reportingInstance: 'toe-coordinator-0',
  });
  expect(Date.parse(String(event?.lastTimestamp))).toBeGreaterThan(before - 1_000);
});

test('the same event is counted, and one of another object of that name is another', async () => {
  await using running = start();
  for (let time = 0; time < 5; time += 1) running.recorder.record(blue, accepted);
  await vi.waitFor(async () => expect(await readEvents()).toMatchObject([{ count: 5 }]), patience);
  running.recorder.record(blue, accepted);
  await vi.waitFor(async () => expect(await readEvents()).toMatchObject([{ count: 6 }]), patience);
  const successor = { ...blue, uid: crypto.randomUUID() };
  running.recorder.record(successor, accepted);
  await vi.waitFor(async () => expect(await readEvents(successor)).toMatchObject([{ count: 1 }]), patience);
});

test('many alike fold into one, and the end of the capture is told all the same', async () => {
  await using running = start();
  for (let node = 1; node <= 1_000; node += 1) running.recorder.record(blue, failed(node));
  running.recorder.record(blue, { type: 'Normal', reason: 'PartiallySucceeded', message: '18 of 20' });
  const events = await untilEvents(12);
  expect(events.filter(({ reason }) => reason === 'PartiallySucceeded')).toHaveLength(1);
  const combined = events.filter(({ message }) =>
    String(message).startsWith('(combined from similar events): '),
  );
  expect(combined).toMatchObject([
    { count: 15, message: '(combined from similar events): node-25: exit code 1' },
  ]);
});

test('events of one moment stand in the order in which they were told', async () => {
  await using running = start();
  const reasons = ['Verified', 'Processed', 'Accepted', 'Succeeded', 'Captured'];
  for (const reason of reasons) running.recorder.record(blue, { type: 'Normal', reason, message: '' });
  expect((await untilEvents(5)).map(({ reason }) => reason)).toEqual(reasons);
});

test('an Event that is gone begins anew', async () => {
  await using running = start();
  running.recorder.record(blue, accepted);
  const [first] = await untilEvents(1);
  const path = `/api/v1/namespaces/oncall/events/${String(readPath(first, 'metadata', 'name'))}`;
  expect((await server.admin.send('DELETE', path)).status).toBe(200);
  running.recorder.record(blue, accepted);
  expect(await untilEvents(1)).toMatchObject([{ count: 2 }]);
});

test('an event that the API server refuses holds up no other', async () => {
  await using running = start();
  running.recorder.record({ ...blue, namespace: 'nowhere' }, accepted);
  running.recorder.record(blue, accepted);
  expect(await untilEvents(1)).toMatchObject([accepted]);
});

test('events wait while the API server is away, and none is written twice', async () => {
  await using proxy = await TcpProxy.start(new URL(server.url).host);
  await using running = start(connect(`https://${proxy.address}`));
  running.recorder.record(blue, accepted);
  await untilEvents(1);
  proxy.stall();
  for (let node = 1; node <= 5; node += 1) running.recorder.record(blue, failed(node));
  await vi.waitFor(() => expect(proxy.connections).toBeGreaterThan(0), patience);
  proxy.cut();
  proxy.resume();
  expect((await untilEvents(6)).map(({ count }) => count)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('an event whose answer was lost is not written again', async () => {
  const api = new LosingApi({ kind: 'token', url: server.url, ca: server.ca, token: server.adminToken });
  await using running = start(api);
  running.recorder.record(blue, accepted);
  await untilEvents(1);
  running.recorder.record(blue, accepted);
  await vi.waitFor(async () => expect(await readEvents()).toMatchObject([{ count: 2 }]), patience);
});

test('what waits at the stop is still written', async () => {
  {
    await using running = start();
    for (let node = 1; node <= 5; node += 1) running.recorder.record(blue, failed(node));
  }
  expect(await readEvents()).toHaveLength(5);
});

test('a stop waits 2 s for an API server that does not answer', async () => {
  await using proxy = await TcpProxy.start(new URL(server.url).host);
  proxy.stall();
  let stoppedAt = 0;
  {
    await using running = start(connect(`https://${proxy.address}`));
    for (let node = 1; node <= 5; node += 1) running.recorder.record(blue, failed(node));
    stoppedAt = performance.now();
  }
  const tookMs = performance.now() - stoppedAt;
  expect(tookMs).toBeGreaterThan(1_900);
  expect(tookMs).toBeLessThan(4_000);
  expect(await readEvents()).toEqual([]);
});

test('no more than a thousand events wait, and later ones are taken again', async () => {
  const reasons = Array.from({ length: 1_200 }, (_, index) => ({ ...accepted, reason: `Reason${index}` }));
  const recorder = makeRecorder(connect());
  for (const reason of reasons) recorder.record(blue, reason);
  const controller = new AbortController();
  const done = recorder.run(controller.signal);
  await untilEvents(1_000);
  recorder.record(blue, { ...accepted, reason: 'Later' });
  expect(await untilEvents(1_001)).toContainEqual(expect.objectContaining({ reason: 'Later' }));
  controller.abort();
  await done;
});

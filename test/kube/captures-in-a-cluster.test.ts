import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClusterFleet } from './harness/cluster-fleet.ts';

let fleet: ClusterFleet;

beforeAll(async () => {
  fleet = await ClusterFleet.start({
    coordinators: 2,
    nodes: [
      { name: 'node-a', labels: { pool: 'blue', zone: 'x' } },
      { name: 'node-b', labels: { pool: 'blue', zone: 'y' } },
      { name: 'node-c', labels: { pool: 'red', zone: 'x' } },
    ],
  });
}, 120_000);

afterAll(() => fleet?.[Symbol.asyncDispose](), 60_000);

const snapshot = { name: 'node-snapshot', duration: '5s' };

describe('a capture on a real API server', () => {
  test('runs on the nodes that its selector matches and says so in its status', async () => {
    await fleet.create('blue', {
      tool: snapshot,
      targets: { nodeSelector: { matchLabels: { pool: 'blue' } } },
    });
    const status = await fleet.waitForPhase('blue', ['Succeeded'], 60_000);
    expect(status.nodes).toMatchObject({ matched: 2, selected: 2, verified: 2, failed: 0 });
    expect(status.artifacts.map(({ node }) => node)).toEqual(['node-a', 'node-b']);
  }, 90_000);
});

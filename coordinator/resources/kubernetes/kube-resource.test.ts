import { expect, test } from 'vitest';
import { resourceOf, toListPath, toObjectPath } from './kube-resource.ts';

const nodes = { group: '', version: 'v1', plural: 'nodes' };
const leases = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases' };

test.each([
  [toListPath(nodes, ''), '/api/v1/nodes'],
  [toObjectPath(nodes, { namespace: '', name: 'node-a' }), '/api/v1/nodes/node-a'],
  [toListPath(leases, 'toe-system'), '/apis/coordination.k8s.io/v1/namespaces/toe-system/leases'],
  [
    toObjectPath(resourceOf('PowerTool'), { namespace: 'oncall', name: 'blue', subresource: 'status' }),
    '/apis/toe.run/v1alpha1/namespaces/oncall/powertools/blue/status',
  ],
  [
    toObjectPath(leases, { namespace: 'a/b', name: '../c' }),
    '/apis/coordination.k8s.io/v1/namespaces/a%2Fb/leases/..%2Fc',
  ],
])('%s is where the API server has it', (path, expected) => {
  expect(path).toBe(expected);
});

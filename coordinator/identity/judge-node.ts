import { status } from '@grpc/grpc-js';
import { type NodeIdentification, type Refusal, refuse } from './identity-provider.ts';
import type { ReviewedUser } from './reviews.ts';

/** Namespace and name of a Kubernetes service account. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

const extra = (name: string): string => `authentication.kubernetes.io/${name}`;
/** As the names of nodes and uids are; both become parts of file names. */
const namePattern = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const uidPattern = /^[0-9a-z]([0-9a-z-]{0,62}[0-9a-z])?$/;

/**
 * Which node a reviewed token proves: its holder has to be a pod of the agents' service account, and the node that
 * the pod is bound to is the node. Both stand in the review alone, never in a message of the agent.
 */
export function judgeNode(
  user: ReviewedUser,
  agents: ServiceAccount,
  expiresUnixMs: number,
): NodeIdentification {
  const wanted = `system:serviceaccount:${agents.namespace}:${agents.name}`;
  if (user.username !== wanted)
    return notThis(`it is of user "${user.username}": one of "${wanted}" is right`);
  const read = (name: string): string => {
    const [value = '', ...more] = user.extra[extra(name)] ?? [];
    return more.length === 0 ? value : '';
  };
  const missing = ['pod-name', 'pod-uid', 'node-name', 'node-uid'].filter((name) => read(name) === '');
  if (missing.length > 0)
    return notThis(
      `the API server says no ${missing.map(extra).join(', ')} of it: one that Kubernetes 1.32 or newer projects into the agent's pod is right`,
    );
  const [name, uid] = [read('node-name'), read('node-uid')];
  if (!namePattern.test(name) || !uidPattern.test(uid))
    return notThis(`node ${JSON.stringify(name)} with uid ${JSON.stringify(uid)} is no name of a node`);
  return { kind: 'identified', node: { name, uid, expiresUnixMs } };
}

function notThis(why: string): Refusal {
  return refuse(status.PERMISSION_DENIED, `Cannot identify the node by its token: ${why}`);
}

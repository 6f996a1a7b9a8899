import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workThrough } from '../../shared/runtime/work-through.ts';
import { createAgentPod, createNode, createToken } from '../kube/harness/cluster-objects.ts';
import type { KubeClient } from '../kube/harness/kube-client.ts';
import type { SimulatedNode } from './simulator-protocol.ts';

export interface NodeWish {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly leavesOptional: boolean;
}

const atOnce = 8;

/** Makes Node objects, pods of the agents on them and the tokens that those pods have, the tokens in files. */
export async function makeIdentities(
  admin: KubeClient,
  directory: string,
  wishes: readonly NodeWish[],
): Promise<readonly SimulatedNode[]> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const made = new Map<string, SimulatedNode>();
  await workThrough(wishes, atOnce, async ({ name, labels, leavesOptional }) => {
    const uid = await createNode(admin, name, labels);
    const pod = await createAgentPod(admin, name);
    const tokenPath = join(directory, name);
    const token = await createToken(admin, 'toe-agent', { audiences: ['toe-coordinator'], pod });
    await writeFile(tokenPath, token, { mode: 0o600 });
    made.set(name, { name, uid, tokenPath, leavesOptional });
  });
  return wishes.flatMap(({ name }) => made.get(name) ?? []);
}

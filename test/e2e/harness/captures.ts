import { apiVersion } from '../../../shared/kinds/kinds.ts';
import { isTerminal, type Phase, type PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import type { KubeAnswer } from '../../kube/harness/kube-client.ts';
import { type Manifest, toPath } from '../../kube/harness/manifests.ts';
import { readPath } from '../../kube/harness/toe-objects.ts';
import type { Engineer } from './engineer.ts';
import { type Cluster, expectDone } from './open-cluster.ts';
import { describePods } from './until-rolled-out.ts';

/** A PowerTool as it stands in the API. */
export interface SeenPowerTool {
  readonly metadata: {
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status: PowerToolStatus;
}

/** What `kubectl create` of a PowerTool by the engineer answers. */
export function createCapture(engineer: Engineer, name: string, spec: object): Promise<KubeAnswer> {
  const body = { ...toReference(engineer, name), spec };
  return engineer.api.send('POST', toPath(body, { all: true }), { body });
}

/** Waits for one of the phases; throws with all that is known where the capture ends in another. */
export async function waitForPhase(
  cluster: Cluster,
  engineer: Engineer,
  name: string,
  phases: readonly Phase[],
  timeoutMs: number,
): Promise<SeenPowerTool> {
  const read = async (): Promise<SeenPowerTool> => {
    const answer = await engineer.api.send('GET', toPath(toReference(engineer, name)));
    return expectDone(`read capture "${name}"`, answer) as SeenPowerTool;
  };
  const explain = async (): Promise<string> =>
    `${JSON.stringify((await read()).status, undefined, 1)}\n${await describePods(cluster)}`;
  return await waitUntil(
    async () => {
      const seen = await read();
      const phase = readPath(seen, 'status', 'phase') as Phase | undefined;
      if (phase === undefined) return undefined;
      if (phases.includes(phase)) return seen;
      if (isTerminal(phase)) throw new Error(`Capture "${name}" ended as ${phase}: ${await explain()}`);
      return undefined;
    },
    { timeoutMs, pollMs: 250, what: `capture "${name}" to be ${phases.join(' or ')}`, explain },
  );
}

function toReference({ namespace }: Engineer, name: string): Manifest {
  return { apiVersion, kind: 'PowerTool', metadata: { name, namespace } };
}

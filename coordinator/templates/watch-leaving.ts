import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort, type Part, untilAborted } from '../../shared/runtime/group.ts';
import type { ClusterView } from '../cluster/cluster-view.ts';
import { leavingSince } from '../cluster/leaving.ts';
import type { NodeTerminations } from './node-terminations.ts';

const retryMs = 2_000;

/** Tells of every node that leaves, once for each leave and again until it could be told. */
export function watchLeaving(
  terminations: Pick<NodeTerminations, 'onNodeLeaving'>,
  deps: { readonly cluster: ClusterView; readonly clock: Clock; readonly log: Log },
): Part {
  const { cluster, clock, log } = deps;
  return async (signal) => {
    const told = new Map<string, string>();
    const telling = new Set<Promise<void>>();
    const tell = async (name: string, uid: string, leavingAt: string): Promise<void> => {
      while (!signal.aborted) {
        try {
          await terminations.onNodeLeaving({ name, uid, leavingAt });
          return;
        } catch (error) {
          log.error({ err: error, node: name }, 'Captures of a leaving node could not be created');
          await clock.sleep(retryMs, signal);
        }
      }
    };
    const look = (name: string): void => {
      const node = cluster.readNode(name);
      const since = node === undefined ? undefined : leavingSince(node);
      if (node === undefined || since === undefined) {
        told.delete(name);
        return;
      }
      const leave = `${node.uid} ${since}`;
      if (told.get(name) === leave) return;
      told.set(name, leave);
      const work = tell(name, node.uid, since)
        .catch((error: unknown) => {
          if (!isAbort(error)) throw error;
        })
        .finally(() => telling.delete(work));
      telling.add(work);
    };
    using _listening = cluster.listen(look);
    for (const { name } of cluster.listNodes()) look(name);
    await untilAborted(signal);
    await Promise.all(telling);
  };
}

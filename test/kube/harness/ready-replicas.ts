import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from '../../faults/harness/child.ts';

const periodMs = 250;
const answerMs = 1_000;

/** Which of our processes say that they are ready, as a kubelet asks them; a Service leads to those alone. */
export class ReadyReplicas<Replica extends { readonly child: Child }> implements AsyncDisposable {
  readonly #ready = new Set<Replica>();
  readonly #over = new AbortController();
  readonly #polling: readonly Promise<void>[];

  constructor(replicas: readonly Replica[]) {
    this.#polling = replicas.map((replica) => this.#poll(replica));
  }

  list(): readonly Replica[] {
    return [...this.#ready];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#polling);
  }

  async #poll(replica: Replica): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      if (await isReady(replica.child)) this.#ready.add(replica);
      else this.#ready.delete(replica);
      await delay(periodMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function isReady(child: Child): Promise<boolean> {
  if (!child.isRunning) return false;
  const signal = AbortSignal.timeout(answerMs);
  const answer = await fetch(`http://${child.ready.get('opsAddress')}/readyz`, { signal }).catch(
    () => undefined,
  );
  return answer?.status === 200;
}

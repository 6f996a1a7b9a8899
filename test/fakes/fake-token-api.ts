import type { ApiAnswer } from '../../cli/connection/kubernetes/api-answer.ts';
import type { ClusterApi } from '../../cli/connection/kubernetes/cluster-api.ts';
import type { FakeClock } from './fake-clock.ts';

/** An API server that gives a token a request, of the life that the test says. */
export class FakeTokenApi implements Pick<ClusterApi, 'createToken'> {
  readonly asked: (readonly [string, string, number])[] = [];
  lifeMs = 600_000;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  async createToken(namespace: string, name: string, seconds: number): Promise<ApiAnswer> {
    this.asked.push([namespace, name, seconds]);
    const expirationTimestamp = new Date(this.#clock.nowUs / 1000 + this.lifeMs);
    return { kind: 'done', body: { status: { token: `t${this.asked.length}`, expirationTimestamp } } };
  }
}

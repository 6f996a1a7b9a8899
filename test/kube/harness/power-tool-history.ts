import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal, type Phase, type PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import type { ApiServer } from './api-server.ts';
import { pathOf, readPath } from './toe-objects.ts';

/** One version of a PowerTool, as the API server had it. */
export interface SeenVersion {
  readonly uid: string;
  readonly name: string;
  readonly resourceVersion: string;
  /** Undefined: it had no status. */
  readonly status: PowerToolStatus | undefined;
}

/**
 * Every version that the captures of namespace `oncall` ever had, by a watch. An API server that was away has forgotten
 * where the watch was: then the objects are listed, and nothing was missed but what was written right before it went.
 */
export class PowerToolHistory implements AsyncDisposable {
  readonly #versions: SeenVersion[] = [];
  readonly #server: ApiServer;
  readonly #over = new AbortController();
  #resourceVersion = '';
  #watching: Promise<void> = Promise.resolve();

  private constructor(server: ApiServer) {
    this.#server = server;
  }

  /** Resolves when everything from now on will be seen. */
  static async start(server: ApiServer): Promise<PowerToolHistory> {
    const history = new PowerToolHistory(server);
    await history.#list();
    history.#watching = history.#keepWatching();
    return history;
  }

  /** In the order in which they came. */
  versionsOf(uid: string): readonly SeenVersion[] {
    return this.#versions.filter((version) => version.uid === uid);
  }

  /** The phases in turn, without repetitions. */
  phasesOf(uid: string): readonly Phase[] {
    const phases = this.versionsOf(uid).flatMap(({ status }) => status?.phase ?? []);
    return phases.filter((phase, index) => phase !== phases[index - 1]);
  }

  hasEnded(uid: string): boolean {
    return this.versionsOf(uid).some(({ status }) => status !== undefined && isTerminal(status.phase));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#watching;
  }

  async #keepWatching(): Promise<void> {
    while (!this.#over.signal.aborted) {
      if (this.#resourceVersion === '') await this.#list().catch(() => undefined);
      else await this.#watch().catch(() => undefined);
      await delay(50, undefined, { signal: this.#over.signal }).catch(() => undefined);
    }
  }

  async #watch(): Promise<void> {
    const { url, ca, adminToken } = this.#server;
    const query = `?watch=true&timeoutSeconds=600&resourceVersion=${this.#resourceVersion}`;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const headers = { authorization: `Bearer ${adminToken}` };
    const signal = this.#over.signal;
    const sent = request(
      `${url}${pathOf('PowerTool', 'oncall')}${query}`,
      { headers, ca, agent: false, signal },
      (answer) => {
        answer.on('error', reject);
        if (answer.statusCode === 410) this.#resourceVersion = '';
        if (answer.statusCode !== 200) {
          answer.resume().once('end', resolve);
          return;
        }
        createInterface({ input: answer })
          .on('line', (line) => this.#take(JSON.parse(line)))
          .on('error', reject)
          .once('close', resolve);
      },
    );
    sent.once('error', reject);
    sent.end();
    await promise;
  }

  async #list(): Promise<void> {
    const { status, body } = await this.#server.admin.send('GET', pathOf('PowerTool', 'oncall'));
    const items = readPath(body, 'items');
    if (status !== 200 || !Array.isArray(items)) return;
    for (const object of items) this.#note(object);
    this.#resourceVersion = String(readPath(body, 'metadata', 'resourceVersion'));
  }

  #take(event: unknown): void {
    const object = readPath(event, 'object');
    const isForgotten = readPath(event, 'type') === 'ERROR';
    this.#resourceVersion = isForgotten ? '' : String(readPath(object, 'metadata', 'resourceVersion'));
    if (!isForgotten) this.#note(object);
  }

  #note(object: unknown): void {
    const uid = String(readPath(object, 'metadata', 'uid'));
    const resourceVersion = String(readPath(object, 'metadata', 'resourceVersion'));
    if (this.#versions.findLast((version) => version.uid === uid)?.resourceVersion === resourceVersion)
      return;
    this.#versions.push({
      uid,
      name: String(readPath(object, 'metadata', 'name')),
      resourceVersion,
      // Written by a coordinator of this version.
      status: readPath(object, 'status') as PowerToolStatus | undefined,
    });
  }
}

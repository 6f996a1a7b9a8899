import type { ClientRequest, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { ApiServer } from '../kube/harness/api-server.ts';
import { pathOf, readPath } from '../kube/harness/toe-objects.ts';

/** Every status that a capture in namespace `oncall` has had since it was created, by a watch of the API server. */
export class CaptureWatch implements Disposable {
  readonly statuses: PowerToolStatus[] = [];
  readonly #sent: ClientRequest;

  /** From before it is created. */
  constructor({ url, ca, adminToken }: ApiServer, name: string) {
    const path = `${pathOf('PowerTool', 'oncall')}?watch=true&fieldSelector=metadata.name%3D${name}`;
    const headers = { authorization: `Bearer ${adminToken}`, accept: 'application/json' };
    this.#sent = request(`${url}${path}`, { ca, headers, agent: false }, (answer) => this.#read(answer));
    this.#sent.on('error', () => undefined);
    this.#sent.end();
  }

  /** In bytes of JSON. */
  get sizes(): readonly number[] {
    return this.statuses.map((status) => Buffer.byteLength(JSON.stringify(status)));
  }

  [Symbol.dispose](): void {
    this.#sent.destroy();
  }

  #read(answer: IncomingMessage): void {
    answer.on('error', () => undefined);
    const lines = createInterface({ input: answer });
    // Passed on from what it reads.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      const status = readPath(JSON.parse(line), 'object', 'status');
      // Written by a coordinator of this version.
      if (status !== undefined) this.statuses.push(status as PowerToolStatus);
    });
  }
}

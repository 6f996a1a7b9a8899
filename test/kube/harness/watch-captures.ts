import { once } from 'node:events';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import type { PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import type { ApiServer } from './api-server.ts';
import { pathOf, readPath } from './toe-objects.ts';

/** A status of a capture when it was written, as a watch of the API server told it. */
export interface SeenStatus {
  readonly atMs: number;
  readonly status: PowerToolStatus;
}

/** Everything that a watch of namespace `oncall` told. */
export interface CaptureWatch extends Disposable {
  /** The statuses of a capture, each that differs from the one before. */
  statusesOf(name: string): readonly SeenStatus[];
}

/** Watches as `kubectl get -w` does; resolves when the server has begun to tell. */
export async function watchCaptures({ url, ca, adminToken }: ApiServer): Promise<CaptureWatch> {
  const seen = new Map<string, SeenStatus[]>();
  const asked = request(`${url}${pathOf('PowerTool', 'oncall')}?watch=1`, {
    ca,
    headers: { authorization: `Bearer ${adminToken}`, accept: 'application/json' },
  });
  asked.end();
  const [answer] = await once(asked, 'response');
  asked.on('error', () => undefined);
  answer.on('error', () => undefined);
  const lines = createInterface({ input: answer }).on('error', () => undefined);
  lines.on('line', (line) => {
    const event: unknown = JSON.parse(line);
    // Written by a coordinator of this version.
    const status = readPath(event, 'object', 'status') as PowerToolStatus | undefined;
    if (status?.phase === undefined) return;
    const name = String(readPath(event, 'object', 'metadata', 'name'));
    const statuses = seen.get(name) ?? [];
    seen.set(name, statuses);
    const before = statuses.at(-1)?.status;
    if (JSON.stringify(before) !== JSON.stringify(status)) statuses.push({ atMs: performance.now(), status });
  });
  return {
    statusesOf: (name) => seen.get(name) ?? [],
    [Symbol.dispose]: () => asked.destroy(),
  };
}

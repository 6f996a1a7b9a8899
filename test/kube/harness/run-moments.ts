import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseCommandId } from '../../../shared/domain/command-id.ts';
import type { ClusterFleet } from './cluster-fleet.ts';

/** Where the life of a capture is, in this order. */
export const moments = [
  'before the plan',
  'preparing',
  'start fixed',
  'running',
  'stopping',
  'sealing',
  'uploading',
  'received',
  'processing',
  'concluded',
] as const;

export type Moment = (typeof moments)[number];

export interface ObservedRun {
  readonly uid: string;
  readonly durationMs: number;
}

/** Finds it by what is on the disks of the store, the agents and the leaders: no process is asked, none has to live. */
export async function findMoment(fleet: ClusterFleet, { uid, durationMs }: ObservedRun): Promise<Moment> {
  const run = join(fleet.storeDirectory, 'runs', uid);
  const journals = await readJournals(fleet, uid);
  const isSaid = (kind: string) => (journal: string) => journal.includes(`{"kind":"${kind}"`);
  if (await exists(join(run, 'manifest.json'))) return 'concluded';
  if (await exists(join(run, '_processed'))) return 'processing';
  if (!(await exists(join(run, 'plan.json')))) return 'before the plan';
  const start = await readOrNothing(join(run, 'start-0.json'));
  if (start === '') return 'preparing';
  if (journals.length > 0 && !journals.some(isSaid('committed'))) return 'start fixed';
  if (!journals.some(isSaid('ended')) && journals.length > 0) {
    const endUnixMs = Number(JSON.parse(start).startAtUnixUs) / 1_000 + durationMs;
    return Date.now() < endUnixMs ? 'running' : 'stopping';
  }
  const parts = await readdir(join(fleet.storeDirectory, '.uploads', 'runs', uid), { recursive: true })
    .then((names) => names.filter((name) => name.endsWith('.part')).length)
    .catch(() => 0);
  if (parts > 0) return 'uploading';
  if (!journals.every(isSaid('outcome'))) return 'sealing';
  if (!journals.every(isSaid('delivered'))) return 'uploading';
  return (await isProcessing(fleet)) ? 'processing' : 'received';
}

/** Resolves when the moment or a later one has begun, as soon as that can be seen. */
export async function untilMoment(fleet: ClusterFleet, run: ObservedRun, moment: Moment): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (moments.indexOf(await findMoment(fleet, run)) < moments.indexOf(moment)) {
    if (performance.now() > deadline)
      throw new Error(`Cannot wait longer for moment "${moment}"\n${fleet.readTails()}`);
    await delay(1);
  }
}

/** The journals of the run's commands that agents still have. */
async function readJournals(fleet: ClusterFleet, uid: string): Promise<readonly string[]> {
  const found = await Promise.all(
    fleet.agents.map(async ({ spool }) => {
      const commands = (await readdir(spool)).filter((name) => parseCommandId(name)?.runUid === uid);
      return Promise.all(commands.map((name) => readOrNothing(join(spool, name, 'journal.ndjson'))));
    }),
  );
  return found.flat().filter((journal) => journal !== '');
}

async function isProcessing(fleet: ClusterFleet): Promise<boolean> {
  const works = await Promise.all(
    fleet.replicas.map(({ dataDirectory }) =>
      readdir(join(dataDirectory, 'work'), { recursive: true }).catch(() => []),
    ),
  );
  return works.flat().some((path) => path.includes('/processing-'));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readOrNothing(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { SeenCapture } from '../faults/harness/captures.ts';
import { Fleet } from '../faults/harness/fleet.ts';
import { expectInvariants } from '../faults/harness/invariants.ts';
import { makePerfSpec } from '../faults/harness/specs.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';
import { openPlace, type PlaceOrder } from './places.ts';
import { findState, type State } from './states.ts';
import { listVictims, type Victim } from './victims.ts';

export interface EpisodeOrder {
  readonly perfPath: string;
  readonly sizeBytes: number;
  readonly place: PlaceOrder;
  readonly random: () => number;
  readonly mostKills: number;
  /** Done to the store's folder while the coordinator is dead: what this proves is that the checks see it. */
  readonly sabotage?: (partPath: string) => Promise<void>;
}

export interface Kill {
  readonly victim: string;
  readonly state: State;
}

export interface Episode {
  readonly kills: readonly Kill[];
  /** What was sent beyond the artifact: bytes of it again, and what the protocols and the session add. */
  readonly resentBytes: number;
}

const capture = 'killed';
/** So that writing takes no longer than the states after it. */
const uploadRate = '10G';
/** Each of the short states is made so long that a blind kill meets it. */
const linger = 1_500;
/** From one kill to the next, at most. */
const windowMs = 4_000;
const waitMs = 600_000;

/**
 * One artifact on its way from an agent into the store, while agent, coordinator and object store are killed by their
 * pids at random moments and started again. Ends when the capture has; what has to hold then is asserted.
 */
export async function runEpisode(order: EpisodeOrder): Promise<Episode> {
  await using place = await openPlace(order.place);
  const { storeDirectory } = place;
  await using fleet = await Fleet.start({
    nodes: [
      {
        name: 'one',
        proxied: true,
        environment: {
          TOE_TOOL_PATHS: `perf=${order.perfPath}`,
          TOE_FAILPOINTS: `upload.after-receipt=delay:${linger}`,
          TOE_MAX_UPLOAD_RATE: uploadRate,
          ...place.agentEnvironment,
        },
      },
    ],
    coordinatorEnvironment: {
      ...place.coordinatorEnvironment,
      TOE_FAILPOINTS: `store.before-sync=delay:${linger},store.after-rename=delay:${linger}`,
    },
    ...(storeDirectory === undefined ? {} : { storeDirectory }),
  });
  await fleet.captures.create(
    capture,
    makePerfSpec({
      nodes: [fleet.node('one').name],
      args: ['-F', '99', '-a'],
      compression: 'none',
      maxUploadRate: uploadRate,
    }),
  );
  const kills: Kill[] = [];
  const look = makeLook(fleet, order.sizeBytes);
  await waitUntil(async () => ((await look()).isSealed ? true : undefined), {
    timeoutMs: waitMs,
    what: 'the seal of the artifact',
    explain: () => fleet.readTails(),
  });
  const victims = listVictims(fleet, place.server);
  while (kills.length < order.mostKills && !(await look()).hasEnded) {
    await delay(order.random() * windowMs);
    const victim = victims[Math.floor(order.random() * victims.length)];
    if (victim !== undefined) kills.push(await strike(victim, look, fleet, order));
  }
  await fleet.captures.waitForPhase(capture, ['Succeeded'], waitMs);
  const besides = place.sentBytes();
  if (order.place.way === 'bucket, directly') expect(besides).toBeGreaterThan(0);
  await expectInvariants(fleet, capture, { node: 'one', interruptions: kills.length, besides });
  const sentBytes = besides + (fleet.node('one').proxy?.bytesUp ?? 0);
  return { kills, resentBytes: Math.max(0, sentBytes - order.sizeBytes) };
}

async function strike(victim: Victim, look: Look, fleet: Fleet, order: EpisodeOrder): Promise<Kill> {
  const { durableBytes, uid } = await look();
  await victim.kill();
  const { name, spool, uid: nodeUid } = fleet.node('one');
  const key = `runs/${uid}/${name}/1/profile`;
  const part = join(fleet.storeDirectory, '.uploads', key);
  const state = findState({
    durableBytes,
    sizeBytes: order.sizeBytes,
    isNamed: existsSync(join(fleet.storeDirectory, key)),
    isUnfinished: existsSync(`${part}.json`),
    isInSpool: existsSync(join(spool, `${uid}.${nodeUid}.1`, 'run', 'perf.data')),
  });
  if (victim.name === 'coordinator') await order.sabotage?.(`${part}.part`);
  await victim.restart();
  return { victim: victim.name, state };
}

interface Seen {
  readonly uid: string;
  readonly isSealed: boolean;
  readonly hasEnded: boolean;
  /** Of the artifact; the highest that was ever told. */
  readonly durableBytes: number;
}

type Look = () => Promise<Seen>;

/** What the coordinator tells, or told last. */
function makeLook(fleet: Fleet, sizeBytes: number): Look {
  let last: Seen = { uid: '', isSealed: false, hasEnded: false, durableBytes: 0 };
  return async () => {
    const seen: SeenCapture | undefined = await fleet.captures.get(capture).catch(() => undefined);
    if (seen === undefined) return last;
    const { uploadBytes = 0, uploadTotalBytes = 0 } = seen.nodes[0] ?? {};
    last = {
      uid: seen.uid,
      isSealed: last.isSealed || uploadTotalBytes >= sizeBytes,
      hasEnded: seen.status.phase === 'Succeeded',
      durableBytes: Math.max(last.durableBytes, Math.min(uploadBytes, sizeBytes)),
    };
    return last;
  };
}

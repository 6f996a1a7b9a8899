import type { S3Server } from '../builders/s3-server.ts';
import type { Fleet } from '../faults/harness/fleet.ts';

/** A process of the scene that is killed by its pid and started again. */
export interface Victim {
  readonly name: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** Everybody who has a part in an upload. */
export function listVictims(fleet: Fleet, server: S3Server | undefined): readonly Victim[] {
  const { agent } = fleet.node('one');
  const victims: Victim[] = [
    {
      name: 'agent',
      kill: async () => void (await agent.kill('SIGKILL')),
      restart: () => agent.restart({}),
    },
    {
      name: 'coordinator',
      kill: async () => void (await fleet.coordinator.kill('SIGKILL')),
      restart: () => fleet.restartCoordinator(),
    },
  ];
  if (server !== undefined)
    victims.push({ name: 'object store', kill: () => server.kill(), restart: () => server.resume() });
  return victims;
}

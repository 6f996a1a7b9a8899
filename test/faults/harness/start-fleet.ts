import { onTestFailed } from 'vitest';
import { Fleet, type FleetOptions } from './fleet.ts';

/** Starts a fleet whose logs are shown where the test fails. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const fleet = await Fleet.start(options);
  onTestFailed(() => void process.stderr.write(`${fleet.readTails()}\n`));
  return fleet;
}

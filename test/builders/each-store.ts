import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { S3Server } from './s3-server.ts';
import { StoreBucket } from './store-bucket.ts';
import { StoreFolder } from './store-folder.ts';
import type { StoreStage } from './store-stage.ts';

/** By which way bytes come to a store: through its coordinator, or from agents to the bucket. */
export type StoreWay = 'relayed' | 'direct';

/** Runs the same tests over every kind of store, each with a stage of its own, and where it is asked for by each way. */
export function describeEachStore(
  name: string,
  tests: (stage: () => StoreStage, way: StoreWay) => void,
  ways: readonly StoreWay[] = ['relayed'],
): void {
  let server: S3Server;
  const makeFolder = (): Promise<StoreStage> => StoreFolder.make();
  const makeBucket = (): Promise<StoreStage> => StoreBucket.make(server);
  const kinds = [
    { kind: 'disk', way: 'relayed' as const, make: makeFolder },
    { kind: 'S3', way: 'relayed' as const, make: makeBucket },
    { kind: 'S3, directly', way: 'direct' as const, make: makeBucket },
  ].filter(({ way }) => ways.includes(way));
  beforeAll(async () => {
    server = await S3Server.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  describe.each(kinds)(`$kind: ${name}`, ({ make, way }) => {
    let stage: StoreStage;
    beforeEach(async () => {
      stage = await make();
    });
    afterEach(() => stage[Symbol.asyncDispose]());
    tests(() => stage, way);
  });
}

import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { S3Server } from './s3-server.ts';
import { StoreBucket } from './store-bucket.ts';
import { StoreFolder } from './store-folder.ts';
import type { StoreStage } from './store-stage.ts';

/** Runs the same tests over every kind of store, each with a stage of its own. */
export function describeEachStore(name: string, tests: (stage: () => StoreStage) => void): void {
  let server: S3Server;
  const kinds = [
    { kind: 'disk', make: (): Promise<StoreStage> => StoreFolder.make() },
    { kind: 'S3', make: (): Promise<StoreStage> => StoreBucket.make(server) },
  ];
  beforeAll(async () => {
    server = await S3Server.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  describe.each(kinds)(`$kind: ${name}`, ({ make }) => {
    let stage: StoreStage;
    beforeEach(async () => {
      stage = await make();
    });
    afterEach(() => stage[Symbol.asyncDispose]());
    tests(() => stage);
  });
}

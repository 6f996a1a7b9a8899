import { tmpdir } from 'node:os';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { makeArtifactService } from '../../coordinator/artifacts/artifact-service.ts';
import { NodeLimits } from '../../coordinator/artifacts/node-limits.ts';
import { openStorePlace } from '../../coordinator/artifacts/open-store-place.ts';
import type { StoreConfig } from '../../coordinator/artifacts/store-config.ts';
import { silentLog } from '../../shared/log.ts';
import { serverOptions } from '../../shared/rpc/channel-options.ts';
import { artifactServiceDefinition } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseFailpoints } from '../../shared/runtime/failpoint.ts';
import { identifyAs } from './identify-as.ts';

/**
 * An artifact server to be killed: `<store> <port> <failpoints>`; prints its port and ends with its stdin. The store is
 * a folder, or a configuration in JSON.
 */
const [where = '', port = '0', failpointsText = ''] = process.argv.slice(2);
const config: StoreConfig = where.startsWith('{')
  ? (JSON.parse(where) as StoreConfig)
  : { kind: 'disk', directory: where, floorBytes: 0 };
const failpoints = parseFailpoints(failpointsText, () => process.kill(process.pid, 'SIGKILL'));
const place = await openStorePlace(config, silentLog);
const store = await place.open({
  over: new AbortController().signal,
  mayWrite: () => true,
  workDirectory: tmpdir(),
  mayBeClaimed: async () => true,
  clock: systemClock,
  failpoints,
  log: silentLog,
});
const server = new Server(serverOptions);
server.addService(
  artifactServiceDefinition,
  makeArtifactService({
    store,
    identify: async () => identifyAs({ name: 'node-1', uid: 'n1' }),
    limits: new NodeLimits(systemClock),
    acceptsRun: () => true,
    onReceipt: () => undefined,
    onProgress: () => undefined,
    log: silentLog,
  }),
);
server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
  if (error !== null) throw error;
  process.stdout.write(`${bound}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));

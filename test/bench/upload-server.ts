import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import tls from 'node:tls';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { makeArtifactService } from '../../coordinator/artifacts/artifact-service.ts';
import { NodeLimits } from '../../coordinator/artifacts/node-limits.ts';
import { openStorePlace } from '../../coordinator/artifacts/open-store-place.ts';
import { raiseWindows } from '../../coordinator/artifacts/raise-windows.ts';
import type { StoreConfig } from '../../coordinator/artifacts/store-config.ts';
import { silentLog } from '../../shared/log.ts';
import { serverOptions } from '../../shared/rpc/channel-options.ts';
import { artifactServiceDefinition } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { identifyAs } from '../builders/identify-as.ts';

/**
 * The receiving side of the upload bench: a process of its own; prints its port and ends with its stdin. The store is a
 * folder, or a configuration in JSON.
 */
const [where = '', certificate = '', key = ''] = process.argv.slice(2);
tls.DEFAULT_ECDH_CURVE = 'X25519';
raiseWindows();
const config: StoreConfig = where.startsWith('{')
  ? (JSON.parse(where) as StoreConfig)
  : { kind: 'disk', directory: where, floorBytes: 0 };
const place = await openStorePlace(config, silentLog);
const store = await place.open({
  over: new AbortController().signal,
  mayWrite: () => true,
  workDirectory: tmpdir(),
  mayBeClaimed: async () => true,
  clock: systemClock,
  failpoints: noFailpoints,
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
const credentials = ServerCredentials.createSsl(null, [
  { cert_chain: await readFile(certificate), private_key: await readFile(key) },
]);
server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));

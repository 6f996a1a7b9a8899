import { Server, ServerCredentials } from '@grpc/grpc-js';
import { makeArtifactService } from '../../coordinator/artifacts/artifact-service.ts';
import { openDiskStore } from '../../coordinator/artifacts/disk-store.ts';
import { silentLog } from '../../shared/log.ts';
import { serverOptions } from '../../shared/rpc/channel-options.ts';
import { artifactServiceDefinition } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseFailpoints } from '../../shared/runtime/failpoint.ts';
import { identifyAs } from './identify-as.ts';

/** An artifact server to be killed: `<store> <port> <failpoints>`; prints its port and ends with its stdin. */
const [root = '', port = '0', failpoints = ''] = process.argv.slice(2);
const store = await openDiskStore({
  root,
  floorBytes: 0,
  clock: systemClock,
  failpoints: parseFailpoints(failpoints, () => process.kill(process.pid, 'SIGKILL')),
});
const server = new Server(serverOptions);
server.addService(
  artifactServiceDefinition,
  makeArtifactService({
    store,
    identify: async () => identifyAs({ name: 'node-1', uid: 'n1' }),
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

import { readFile, stat } from 'node:fs/promises';
import tls from 'node:tls';
import { credentials } from '@grpc/grpc-js';
import { uploadArtifact } from '../../agent/uploads/upload-artifact.ts';
import { silentLog } from '../../shared/log.ts';
import { makeArtifactClient } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';

/** The sending side of the upload bench: a file, so many times at once, each as an artifact of its own; a JSON line. */
const [port = '', authority = '', path = '', sha256 = '', first = '1', streams = '1', endpoint = ''] =
  process.argv.slice(2);
tls.DEFAULT_ECDH_CURVE = 'X25519';
const { size } = await stat(path);
const client = makeArtifactClient(`127.0.0.1:${port}`, credentials.createSsl(await readFile(authority)), {
  'grpc.ssl_target_name_override': 'localhost',
  'grpc.default_authority': 'localhost',
});
const artifact = {
  artifactId: 'perf',
  fileName: 'perf.data',
  mediaType: 'application/octet-stream',
  sizeBytes: size,
  sha256,
  complete: true,
  required: true,
  output: 'perf',
  problem: '',
};
const deps = {
  client,
  clock: systemClock,
  log: silentLog,
  failpoints: noFailpoints,
  random: Math.random,
  objectStore: endpoint === '' ? undefined : { endpoint, caPath: undefined },
};
const signal = new AbortController().signal;
const started = performance.now();
const results = await Promise.all(
  Array.from({ length: Number(streams) }, (_, index) =>
    uploadArtifact(
      { commandId: `r1.n1.${Number(first) + index}`, artifact, path, deadlineMs: 300_000 },
      deps,
      signal,
    ),
  ),
);
const seconds = (performance.now() - started) / 1_000;
client.close();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const failed = results.find(({ kind }) => kind !== 'delivered');
process.stdout.write(
  `${JSON.stringify({
    kind: failed?.kind ?? 'delivered',
    seconds,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000,
    rssMib: maxRSS / 1024,
  })}\n`,
);

import { readFile, stat } from 'node:fs/promises';
import tls from 'node:tls';
import { credentials } from '@grpc/grpc-js';
import { uploadArtifact } from '../../agent/uploads/upload-artifact.ts';
import { silentLog } from '../../shared/log.ts';
import { makeArtifactClient } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';

/** The sending side of the upload bench: one upload, then one JSON line with its seconds and peak memory. */
const [port = '', authority = '', path = '', sha256 = '', attempt = '1', endpoint = ''] =
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
const started = performance.now();
const result = await uploadArtifact(
  { commandId: `r1.n1.${attempt}`, artifact, path, deadlineMs: 120_000 },
  {
    client,
    clock: systemClock,
    log: silentLog,
    failpoints: noFailpoints,
    random: Math.random,
    objectStore: endpoint === '' ? undefined : { endpoint, caPath: undefined },
  },
  new AbortController().signal,
);
const seconds = (performance.now() - started) / 1_000;
client.close();
process.stdout.write(
  `${JSON.stringify({ kind: result.kind, seconds, rssMib: process.resourceUsage().maxRSS / 1024 })}\n`,
);

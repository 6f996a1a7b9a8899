import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import { type CallOptions, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { callUnary } from '../../agent/uploads/call-unary.ts';
import { makeArtifactClient } from '../../shared/rpc/write-codec.ts';

/**
 * Small calls on a connection of their own beside uploads, one every 10 ms, until stdin ends; then one JSON line with
 * their round trips. What is asked is of an upload that does not exist: the answer is an error, and an answer.
 */
const [port = '', authority = ''] = process.argv.slice(2);
tls.DEFAULT_ECDH_CURVE = 'X25519';
const client = makeArtifactClient(`127.0.0.1:${port}`, credentials.createSsl(await readFile(authority)), {
  'grpc.ssl_target_name_override': 'localhost',
  'grpc.default_authority': 'localhost',
});
const over = new AbortController();
process.stdin.resume().on('end', () => over.abort());
const roundTripsMs: number[] = [];
process.stdout.write('0\n');
while (!over.signal.aborted) {
  const begin = performance.now();
  await callUnary(
    (
      metadata: Metadata,
      options: CallOptions,
      callback: (error: ServiceError | null, value?: unknown) => void,
    ) => client.getUpload({ uploadId: 'none' }, metadata, options, callback),
    10_000,
    new AbortController().signal,
  ).catch(() => undefined);
  roundTripsMs.push(performance.now() - begin);
  await delay(10, undefined, { signal: over.signal }).catch(() => undefined);
}
const sorted = roundTripsMs.toSorted((a, b) => a - b);
const at = (share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
client.close();
process.stdout.write(`${JSON.stringify({ count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) })}\n`);
process.exit(0);

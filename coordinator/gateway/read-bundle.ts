import { pipeline } from 'node:stream/promises';
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { type Pack, pack } from 'tar-stream';
import { layOutBundle, manifestFileName } from '../../shared/domain/bundle-path.ts';
import type { ReadBundleRequest__Output } from '../../shared/rpc/generated/toe/v1/ReadBundleRequest.ts';
import type { ReadBundleResponse } from '../../shared/rpc/generated/toe/v1/ReadBundleResponse.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import type { StoredObject } from '../artifacts/artifact-store.ts';
import { manifestKey } from '../planning/plan.ts';
import { readUid } from './artifacts.ts';
import { toRef } from './captures.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { readChecked } from './read-checked.ts';
import { sendChunks } from './send-chunks.ts';

/** Streams a capture as a tar archive. Nothing of it is kept: it is packed as fast as the caller takes it. */
export async function readBundle(
  call: ServerWritableStream<ReadBundleRequest__Output, ReadBundleResponse>,
  deps: GatewayDeps,
): Promise<void> {
  const ref = toRef(call.request);
  const uid = await readUid(ref, deps);
  const manifest = await deps.store.readDocument(manifestKey(uid));
  const files = layOutBundle((await deps.store.list(`runs/${uid}/`)).map(toFile));
  if (manifest === undefined && files.size === 0)
    throw new StatusError(
      status.NOT_FOUND,
      `Cannot read the files of capture "${ref.name}": the store has none of it`,
    );
  const archive = pack();
  const packing = packAll(archive, ref.name, manifest, files, deps);
  // A caller that is gone, or a fault of the packing, ends both.
  packing.catch((error: unknown) => archive.destroy(error instanceof Error ? error : undefined));
  try {
    await sendChunks(call, toBuffers(archive), (data) => ({ data }));
  } finally {
    archive.destroy();
    await packing.catch(() => undefined);
  }
}

/** What the archive reads as; its own type does not say. */
async function* toBuffers(archive: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const bytes of archive) if (Buffer.isBuffer(bytes)) yield bytes;
}

type File = ReturnType<typeof toFile>;

/** Keys are `runs/<uid>/<node>/<attempt>/<artifact>`, of processors `runs/<uid>/_processed/<number>/<artifact>`. */
function toFile(object: StoredObject): {
  readonly node: string;
  readonly attempt: number;
  readonly fileName: string;
  readonly object: StoredObject;
} {
  const [, , node = '', attempt = ''] = object.key.split('/');
  const { fileName } = object;
  return { node: node === '_processed' ? '' : node, attempt: Number(attempt), fileName, object };
}

async function packAll(
  archive: Pack,
  name: string,
  manifest: Buffer | undefined,
  files: ReadonlyMap<string, File>,
  deps: GatewayDeps,
): Promise<void> {
  const mtime = (unixUs: number): Date => new Date(unixUs / 1_000);
  if (manifest !== undefined) {
    const header = { name: `${name}/${manifestFileName}`, mtime: mtime(deps.clock.unixUs()), mode: 0o644 };
    archive.entry(header, manifest);
  }
  for (const [path, { object }] of files) {
    const { sizeBytes: size, verifiedUnixUs } = object;
    const entry = archive.entry({ name: `${name}/${path}`, size, mtime: mtime(verifiedUnixUs), mode: 0o644 });
    await pipeline(readChecked(object, deps.store), entry);
  }
  archive.finalize();
}

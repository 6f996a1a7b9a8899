import { randomUUID } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import { join } from 'node:path';
import tls from 'node:tls';

/**
 * What the bench compares with: an HTTPS PUT to a file, synced every 8 MiB and at the end, without checksums,
 * resumption or receipts. A process of its own; prints its port and ends with its stdin.
 */
const [root = '', certificate = '', key = ''] = process.argv.slice(2);
const syncBytes = 8 * 1024 * 1024;
tls.DEFAULT_ECDH_CURVE = 'X25519';
const server = createServer({ cert: await readFile(certificate), key: await readFile(key) });
server.on('request', (request, response) => {
  void (async () => {
    const path = join(root, randomUUID());
    const file = await open(path, 'wx');
    let unsynced = 0;
    const chunks: AsyncIterable<Buffer> = request;
    for await (const chunk of chunks) {
      await file.write(chunk);
      unsynced += chunk.length;
      if (unsynced < syncBytes) continue;
      await file.datasync();
      unsynced = 0;
    }
    await file.sync();
    await file.close();
    response.end();
    await rm(path);
  })();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));

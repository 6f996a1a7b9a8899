import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3StoreConfig } from '../../coordinator/artifacts/store-config.ts';
import { S3Server } from '../builders/s3-server.ts';
import { type BenchProcess, startBenchProcess } from './bench-process.ts';
import { median } from './median.ts';
import { readPeakMib } from './process-usage.ts';
import type { Row } from './row.ts';
import { runSender, type Sent } from './upload.ts';
import { makeCertificate, makeFile } from './upload-scene.ts';

const sizeMib = 256;
const rounds = 3;
const ways = ['relayed', 'direct', 'direct, parts trusted', 'SDK'] as const;

/**
 * One upload of 256 MiB to a real S3 server on this machine, by each way, to its receipt: relayed by the coordinator, by
 * the agent's own requests, the same without reading back, and, for comparison, part by part with the AWS SDK, which
 * proves nothing of the whole. All in turn, medians of three rounds.
 */
export async function benchDirectUpload(): Promise<Row[]> {
  const root = await mkdtemp(join(tmpdir(), 'toe-bench-'));
  await using s3 = await S3Server.start();
  try {
    return await measure(root, s3);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function measure(root: string, s3: S3Server): Promise<Row[]> {
  const { certificatePath, keyPath } = await makeCertificate(root);
  const { path, sha256 } = await makeFile(join(root, 'file'), sizeMib);
  const bucket = await s3.makeBucket('bench');
  const start = (config: S3StoreConfig): Promise<BenchProcess> =>
    startBenchProcess('upload-server.ts', [JSON.stringify(config), certificatePath, keyPath]);
  await using whole = await start({ ...bucket, prefix: 'whole' });
  await using parts = await start({ ...bucket, prefix: 'parts', verify: 'parts' });
  const sent = new Map<string, Sent[]>(ways.map((way) => [way, []]));
  const note = (way: (typeof ways)[number], one: Sent): void => void sent.get(way)?.push(one);
  for (let round = 1; round <= rounds; round += 1) {
    const sendTo = (port: string, turn: number, endpoint: string): Promise<Sent> =>
      runSender('upload-sender.ts', [
        port,
        certificatePath,
        path,
        sha256,
        String(2 * round + turn),
        '1',
        endpoint,
      ]);
    note('relayed', await sendTo(whole.port, 0, ''));
    note('direct', await sendTo(whole.port, 1, s3.endpoint));
    note('direct, parts trusted', await sendTo(parts.port, 0, s3.endpoint));
    note('SDK', await runSender('upload-sdk.ts', [JSON.stringify(bucket), path]));
    for (const name of ['whole/runs', 'parts/runs', 'sdk'])
      await rm(join(s3.folder, 'bench', name), { recursive: true, force: true });
  }
  const rateOf = (way: string): number =>
    sizeMib / median((sent.get(way) ?? []).map(({ seconds }) => seconds));
  const rssOf = (way: string): number => Math.max(...(sent.get(way) ?? []).map(({ rssMib }) => rssMib));
  const besideRate = rateOf('SDK');
  const beside = `the SDK's UploadPart in a loop: ${besideRate.toFixed(0)} MiB/s`;
  return [
    ...ways.slice(0, -1).map((way): Row => {
      const value = rateOf(way);
      return {
        name: `upload of 256 MiB to S3, ${way}`,
        value,
        unit: 'MiB/s',
        ratio: value / besideRate,
        beside,
      };
    }),
    { name: 'upload to S3, direct, sender peak RSS', value: rssOf('direct'), unit: 'MiB' },
    { name: 'upload to S3, SDK, sender peak RSS', value: rssOf('SDK'), unit: 'MiB' },
    { name: 'upload to S3, coordinator peak RSS', value: await readPeakMib(whole.pid), unit: 'MiB' },
  ];
}

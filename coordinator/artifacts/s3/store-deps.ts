import type { Log } from '../../../shared/log.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Failpoints } from '../../../shared/runtime/failpoint.ts';
import type { Bucket } from './bucket.ts';
import type { S3Layout } from './layout.ts';
import type { PartSlots } from './part-slots.ts';

/** The size of every part but the last: what is sent again at most when a coordinator is lost. */
export const partBytes: number = 8 * 1024 * 1024;

/** What an S3 store works with. */
export interface S3StoreDeps {
  readonly bucket: Bucket;
  readonly layout: S3Layout;
  readonly slots: PartSlots;
  /** Whether the server has proven of each part, when it came, that it is the bytes of its SHA-256. */
  readonly provesParts: boolean;
  readonly clock: Clock;
  readonly failpoints: Failpoints;
  readonly log: Log;
}

import type { Registry } from 'prom-client';
import { createRegistry, makeCounter, makeGauge, makeHistogram } from '../shared/metrics.ts';
import type { Session } from './agents/session.ts';
import { type StoreOperation, storeOperations } from './artifacts/measure-store.ts';
import { type HeldBack, heldBackReasons } from './artifacts/node-limits.ts';
import { type UploadWay, uploadWays } from './artifacts/upload-way.ts';

export interface CoordinatorMetrics {
  readonly registry: Registry;
  /** Bytes of artifacts came. */
  readonly countReceived: (bytes: number) => void;
  /** A node was told to come again with an upload. */
  readonly countHeldBack: (why: HeldBack) => void;
  /** An operation of the store took so long. */
  readonly observeStore: (operation: StoreOperation, seconds: number) => void;
  /** An artifact was verified. */
  countReceipt(sizeBytes: number): void;
  /** An upload was opened, for the first time or again. */
  countOpened(way: UploadWay): void;
  /** A capture was accepted that a policy of this enforcement would have refused. */
  countOutsidePolicy(enforcement: 'Warn' | 'Audit'): void;
}

export function makeCoordinatorMetrics(listSessions: () => readonly Session[]): CoordinatorMetrics {
  const registry = createRegistry();
  makeGauge(registry, 'toe_coordinator_agents_connected', 'Agents with an open session', () => {
    return listSessions().filter((session) => session.connected).length;
  });
  const artifacts = makeCounter(
    registry,
    'toe_coordinator_artifacts_verified_total',
    'Artifacts with a receipt',
  );
  const bytes = makeCounter(
    registry,
    'toe_coordinator_artifact_bytes_verified_total',
    'Bytes with a receipt',
  );
  const opened = makeCounter(
    registry,
    'toe_coordinator_uploads_opened_total',
    'Times that an upload was opened, by the way of its bytes',
    { name: 'way', values: uploadWays },
  );
  const received = makeCounter(
    registry,
    'toe_coordinator_upload_received_bytes_total',
    'Bytes that agents sent and the store took, those that were sent again among them',
  );
  const heldBack = makeCounter(
    registry,
    'toe_coordinator_uploads_held_back_total',
    'Uploads of nodes that had too many at once, or opened too many in a time',
    { name: 'reason', values: heldBackReasons },
  );
  const store = makeHistogram(
    registry,
    'toe_coordinator_store_operation_seconds',
    'How long the store took',
    { name: 'operation', values: storeOperations },
  );
  const outsidePolicy = makeCounter(
    registry,
    'toe_coordinator_captures_outside_policy_total',
    'Captures accepted that an argument policy would have refused',
    { name: 'enforcement', values: ['Warn', 'Audit'] },
  );
  return {
    registry,
    countReceived: (count) => received.inc(count),
    countHeldBack: (why) => heldBack.labels(why).inc(),
    observeStore: (operation, seconds) => store.labels(operation).observe(seconds),
    countReceipt: (sizeBytes) => {
      artifacts.inc();
      bytes.inc(sizeBytes);
    },
    countOpened: (way) => opened.labels(way).inc(),
    countOutsidePolicy: (enforcement) => outsidePolicy.labels(enforcement).inc(),
  };
}

import type { Registry } from 'prom-client';
import { createRegistry, makeCounter, makeGauge } from '../shared/metrics.ts';
import type { Session } from './agents/session.ts';
import { type UploadWay, uploadWays } from './artifacts/upload-way.ts';

export interface CoordinatorMetrics {
  readonly registry: Registry;
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
  const outsidePolicy = makeCounter(
    registry,
    'toe_coordinator_captures_outside_policy_total',
    'Captures accepted that an argument policy would have refused',
    { name: 'enforcement', values: ['Warn', 'Audit'] },
  );
  return {
    registry,
    countReceipt: (sizeBytes) => {
      artifacts.inc();
      bytes.inc(sizeBytes);
    },
    countOpened: (way) => opened.labels(way).inc(),
    countOutsidePolicy: (enforcement) => outsidePolicy.labels(enforcement).inc(),
  };
}

import type { Registry } from 'prom-client';
import { type Ending, endings } from '../shared/domain/outcome.ts';
import { createRegistry, makeCounter, makeGauge } from '../shared/metrics.ts';
import type { UploadObserver } from './uploads/upload-artifact.ts';

/** What the gauges read when somebody asks. */
interface AgentGauges {
  readonly isConnected: () => boolean;
  readonly countUnderWay: () => number;
  readonly countUploads: () => number;
  readonly countHeldBytes: () => number;
  readonly readSpoolFreeBytes: () => Promise<number>;
}

export interface AgentMetrics {
  readonly registry: Registry;
  readonly countEnding: (ending: Ending) => void;
  readonly uploads: UploadObserver;
  readonly showGauges: (gauges: AgentGauges) => void;
}

/** The agent's metrics; every label value is there from the start. */
export function makeAgentMetrics(): AgentMetrics {
  const registry = createRegistry();
  const commands = makeCounter(registry, 'toe_agent_commands_total', 'Commands that ended on this node.', {
    name: 'ending',
    values: endings,
  });
  const sent = makeCounter(
    registry,
    'toe_agent_upload_sent_bytes_total',
    'Bytes of artifacts that were sent, those that were sent again among them.',
  );
  const retries = makeCounter(
    registry,
    'toe_agent_upload_retries_total',
    'Interruptions after which an upload was tried again.',
  );
  const uploads = makeCounter(registry, 'toe_agent_uploads_total', 'Uploads that ended.', {
    name: 'result',
    values: ['delivered', 'refused', 'stopped'],
  });
  return {
    registry,
    countEnding: (ending) => commands.labels(ending).inc(),
    uploads: {
      onSent: (bytes) => sent.inc(bytes),
      onRetry: () => retries.inc(),
      onEnded: (kind) => uploads.labels(kind).inc(),
    },
    showGauges: (gauges) => {
      makeGauge(registry, 'toe_agent_session_connected', '1 while the coordinator has welcomed us.', () =>
        gauges.isConnected() ? 1 : 0,
      );
      makeGauge(
        registry,
        'toe_agent_commands_under_way',
        'Commands without an outcome.',
        gauges.countUnderWay,
      );
      makeGauge(
        registry,
        'toe_agent_uploads_waiting',
        'Artifacts waiting or under way.',
        gauges.countUploads,
      );
      makeGauge(
        registry,
        'toe_agent_spool_held_bytes',
        'Bytes of sealed files that are not delivered.',
        gauges.countHeldBytes,
      );
      makeGauge(
        registry,
        'toe_agent_spool_free_bytes',
        "Free bytes of the spool's disk.",
        gauges.readSpoolFreeBytes,
      );
    },
  };
}

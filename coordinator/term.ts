import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Resource } from '../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../shared/kinds/power-tool.ts';
import type { Log } from '../shared/log.ts';
import type { ArtifactServiceHandlers } from '../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { CaptureServiceHandlers } from '../shared/rpc/generated/toe/v1/CaptureService.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Failpoints } from '../shared/runtime/failpoint.ts';
import { type Part, untilAborted } from '../shared/runtime/group.ts';
import type { Lead } from './agents/agent-service.ts';
import { Sessions } from './agents/sessions.ts';
import { makeArtifactService } from './artifacts/artifact-service.ts';
import type { ArtifactStore } from './artifacts/artifact-store.ts';
import { fenceStore } from './artifacts/fence-store.ts';
import { measureStore } from './artifacts/measure-store.ts';
import { NodeLimits } from './artifacts/node-limits.ts';
import type { StorePlace } from './artifacts/opened-store.ts';
import type { CoordinatorConfig } from './config.ts';
import { makeCaptureService } from './gateway/capture-service.ts';
import type { IdentityProvider } from './identity/identity-provider.ts';
import { KeptFilesOnNodes } from './kept/kept-files.ts';
import { makeFence } from './leadership/fence.ts';
import type { LeaseTerm } from './leadership/leadership-deps.ts';
import type { CoordinatorMetrics } from './metrics.ts';
import { planKey } from './planning/plan.ts';
import type { Platform } from './platform.ts';
import { Reconciler } from './reconcile/reconciler.ts';
import type { StageDeps } from './reconcile/stage.ts';
import { fenceSource } from './resources/fence-source.ts';
import { sweepRuns } from './retention/sweep-runs.ts';
import { SettingsPublisher } from './settings/publish-settings.ts';
import { checkTemplate } from './templates/check-template.ts';
import { reconcileTemplate } from './templates/reconcile-template.ts';
import { makeTemplateStore } from './templates/resource-template-store.ts';
import { watchTerminations } from './templates/watch-terminations.ts';

export interface TermDeps {
  /** Aborts some time after the term's end: what is under way then is given up. */
  readonly over: AbortSignal;
  readonly config: CoordinatorConfig;
  readonly place: StorePlace;
  readonly platform: Platform;
  readonly identity: IdentityProvider;
  readonly metrics: CoordinatorMetrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly failpoints: Failpoints;
}

/** What a coordinator has while it leads, and only then: the store, the agents' sessions, the captures under way. */
export interface Term extends Lead {
  readonly reconciler: Reconciler;
  readonly artifactService: ArtifactServiceHandlers;
  readonly captureService: CaptureServiceHandlers;
  /** To be run as a group, in this order. */
  readonly parts: readonly Part[];
}

/** Silence of three heartbeats and a bit is the end of a session's lease. */
const leaseOfHeartbeats = 3.5;

/** Opens what a term stands on. Throws an Error with a remedy where the store cannot be used. */
export async function openTerm(held: LeaseTerm, deps: TermDeps): Promise<Term> {
  const { config, platform, identity, metrics, clock, log, failpoints } = deps;
  const { cluster, events, admission, leadership } = platform;
  const fence = makeFence(held);
  const source = fenceSource(platform.source, fence, deps.over);
  const workDirectory = join(config.dataDirectory, 'work', randomUUID());
  await mkdir(workDirectory, { recursive: true, mode: 0o700 });
  const opened = await deps.place.open({
    over: deps.over,
    mayWrite: () => held.isHeld(),
    workDirectory,
    mayBeClaimed,
    clock,
    failpoints,
    log,
  });
  const store = fenceStore(measureStore(opened, metrics.observeStore), fence);
  const sessions = new Sessions({
    clock,
    log,
    times: {
      heartbeatIntervalMs: config.heartbeatIntervalMs,
      leaseMs: Math.round(config.heartbeatIntervalMs * leaseOfHeartbeats),
    },
    leaderAddress: config.advertise,
  });
  const kept = new KeptFilesOnNodes({ store, sessions, clock, log });
  const stages: StageDeps = {
    source,
    store,
    sessions,
    kept,
    cluster,
    events,
    admission,
    ceiling: config.ceiling,
    clock,
    log,
    metrics,
    times: {
      prepareTimeoutMs: config.prepareTimeoutMs,
      settleMs: leadership.settleMs,
      ledSinceUs: clock.monotonicUs(),
      stopGraceMs: leadership.graceMs,
    },
    workDirectory,
  };
  const templates = makeTemplateStore(source, admission);
  const templateDeps = {
    store: templates,
    events,
    log,
    check: (template: Resource<PowerToolSpec>) => checkTemplate(template, stages),
  };
  const reconciler = new Reconciler({
    ...stages,
    lookAfterTemplate: (template, status) =>
      reconcileTemplate(template, status, templateDeps, clock.unixUs() / 1_000),
  });
  const settings = new SettingsPublisher({
    source,
    sessions,
    ceiling: config.ceiling,
    clock,
    log,
    settleMs: leadership.settleMs,
  });
  sessions.listen({
    onOutcome: (session, outcome) => reconciler.onOutcome(session, outcome),
    onCommand: (commandId) => reconciler.onCommand(commandId),
    onProgress: (commandId) => reconciler.onProgress(commandId),
    onKept: (commandId, isGreeting) => {
      kept.lookAtCommand(commandId);
      // A fleet that comes back says nothing new.
      if (!isGreeting) reconciler.onCommand(commandId);
    },
    onNode: (node) => {
      reconciler.onNode(node);
      settings.onNode();
    },
  });
  const holdStore: Part = async (signal) => {
    await untilAborted(signal);
    await opened[Symbol.asyncDispose]();
    await rm(workDirectory, { recursive: true, force: true });
  };
  const holdSessions: Part = async (signal) => {
    await untilAborted(signal);
    sessions.endAll('Session ended: this coordinator does not lead any more');
  };
  const limits = new NodeLimits(clock);
  const { home } = config;
  const gateway = {
    // What people ask for is theirs.
    source: platform.source,
    store,
    sessions,
    kept,
    reconciler,
    clock,
    log,
    identity,
    admission,
    home,
    stages,
    over: deps.over,
  };
  return {
    epoch: held.epoch,
    isHeld: () => held.isHeld(),
    sessions,
    reconciler,
    artifactService: makeArtifactService({
      store,
      identify: (call) => identity.identifyNode(call),
      acceptsRun: (runUid, nodeUid) => reconciler.knowsRun(runUid, nodeUid),
      maxArtifactBytes: (runUid) => reconciler.maxArtifactBytes(runUid),
      limits,
      onReceived: metrics.countReceived,
      onHeldBack: metrics.countHeldBack,
      onReceipt: (event) => {
        metrics.countReceipt(event.receipt.sizeBytes);
        reconciler.onReceipt(event);
      },
      onProgress: ({ commandId }) => reconciler.onProgress(commandId),
      onOpened: (way) => metrics.countOpened(way),
      log,
    }),
    captureService: makeCaptureService(gateway),
    parts: [
      holdStore,
      ...opened.parts,
      ...platform.termParts,
      sweepRuns({
        ...stages,
        limits: { bytes: config.retentionBytes, runsOfTemplate: config.retentionRuns },
      }),
      (signal) => kept.run(signal),
      (signal) => settings.run(signal),
      (signal) => reconciler.run(signal),
      ...(cluster === undefined ? [] : [watchTerminations(cluster, templates, stages)]),
      holdSessions,
    ],
  };
}

/** Agents keep their files for as long as a run is known; what its plan does not stand for is of none. */
async function mayBeClaimed(store: ArtifactStore, key: string): Promise<boolean> {
  const [folder, runUid = ''] = key.split('/');
  return folder === 'runs' && (await store.readDocument(planKey(runUid))) !== undefined;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { parseBytes } from '../../shared/domain/quantity.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { PowerToolProcessingSpec } from '../../shared/kinds/power-tool-processing.ts';
import { type ProcessingInput, processRun } from '../processing/process-run.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import type { ProcessedFile, Processing, Run } from './run.ts';
import type { StageDeps } from './stage.ts';

/** Where the files that a processing makes of a whole run stand; no node can have this name. */
const processedPrefix = (runUid: string, processing: number): string =>
  `runs/${runUid}/_processed/${processing}`;

const builtIn: PowerToolProcessingSpec = {
  source: { tool: '' },
  steps: [{ name: 'flamegraph', processor: 'flamegraph' }],
  resources: { limits: { memory: '1Gi' } },
  timeout: '10m',
};

/**
 * Turns what has arrived into reports: by the PowerToolProcessings that the capture names, else those for its
 * tool, else the built-in steps. A failure is a result, and the capture keeps its raw artifacts.
 */
async function processArtifacts(run: Run, deps: StageDeps, signal: AbortSignal): Promise<Processing> {
  await using files = new AsyncDisposableStack();
  const inputs: ProcessingInput[] = [];
  for (const node of run.nodes.values()) {
    for (const artifact of node.recorded?.outcome.artifacts ?? []) {
      const receipt = node.receipts.get(artifact.artifactId);
      if (receipt === undefined) continue;
      const file = files.use(await deps.store.toLocalFile(receipt.key));
      const { fileName, raw } = artifact;
      const mediaType = raw === undefined ? artifact.mediaType : `${artifact.mediaType}+${raw.encoding}`;
      inputs.push({ node: node.planned.name, path: file.path, mediaType, fileName });
    }
  }
  if (inputs.length === 0) return { kind: 'nothing' };
  const made: ProcessedFile[] = [];
  for (const [index, spec] of (await chooseProcessings(run, deps.source)).entries()) {
    const outputDirectory = await mkdtemp(join(deps.workDirectory, 'processing-'));
    files.defer(() => rm(outputDirectory, { recursive: true, force: true }));
    const startUs = run.waves[0]?.plannedStart?.startAtUnixUs;
    const result = await processRun(
      {
        title: `${run.plan.command.tool} ${run.plan.argv.join(' ')}`,
        subtitle: `${run.plan.name}${startUs === undefined ? '' : ` at ${new Date(startUs / 1_000).toISOString()}`}`,
        inputs,
        outputDirectory,
        memoryBytes: parseBytes(spec.resources.limits.memory) ?? 0,
        timeoutMs: parseDurationMs(spec.timeout) ?? 0,
        steps: spec.steps,
      },
      { log: deps.log },
      signal,
    );
    if (result.kind === 'failed') return { kind: 'failed', message: result.message };
    if (result.kind === 'nothing') continue;
    for (const output of result.outputs) {
      const artifactId = `${output.step}-${output.fileName}`.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-');
      const key = `${processedPrefix(run.plan.runUid, index + 1)}/${artifactId}`;
      const { fileName, mediaType, step, report } = output;
      const owner = `processing-${step}`;
      const { sizeBytes, sha256 } = await deps.store.putFile(key, output.path, {
        owner,
        artifactId,
        fileName,
        mediaType,
        declaredSizeBytes: 0,
      });
      made.push({ step, key, fileName, report, sizeBytes, sha256 });
    }
  }
  return made.length === 0 ? { kind: 'nothing' } : { kind: 'processed', files: made };
}

/** The same; what stands against it is a result as well. Throws where the signal aborts. */
export async function processSafely(run: Run, deps: StageDeps, signal: AbortSignal): Promise<Processing> {
  try {
    return await processArtifacts(run, deps, signal);
  } catch (error) {
    signal.throwIfAborted();
    deps.log.error({ err: error, run: run.plan.runUid }, 'Processing failed');
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

async function chooseProcessings(
  run: Run,
  source: ResourceSource,
): Promise<readonly PowerToolProcessingSpec[]> {
  const all = (await source.listProcessings()).map((found) => found.resource);
  const named = new Set(run.plan.spec.processing);
  const chosen = all.filter((resource) =>
    named.size > 0 ? named.has(resource.metadata.name) : resource.spec.source.tool === run.plan.command.tool,
  );
  return chosen.length > 0 ? chosen.map((resource) => resource.spec) : [builtIn];
}

/** What the condition `Processed` says. */
export function toProcessedWord(processing: Processing): {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
} {
  switch (processing.kind) {
    case 'processed':
      return {
        status: 'True',
        reason: reasons.Processed,
        message: `${processing.files.length} files made`,
      };
    case 'failed':
      return { status: 'False', reason: reasons.ProcessingFailed, message: processing.message };
    case 'nothing':
    case 'pending':
      return { status: 'True', reason: reasons.NothingToProcess, message: 'No step had anything to do' };
    default:
      return processing satisfies never;
  }
}

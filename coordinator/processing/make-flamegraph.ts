import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import { buildCallTree, type CallTree } from './call-tree.ts';
import { buildPage } from './flamegraph-html/build-page.ts';
import { foldTree } from './fold.ts';
import { FrameTable } from './frame-table.ts';
import { toSafeName } from './perf/name-frame.ts';
import { PerfScriptParser } from './perf/parse-perf-script.ts';
import { isPerfText, readPerfText } from './perf/read-perf-text.ts';
import { gatherFacts, type ParsedInput, type ProfileFacts } from './profile-facts.ts';
import { StackTree } from './stack-tree.ts';
import { toPprof } from './to-pprof.ts';
import type { WorkerInput, WorkerOutput, WorkerRequest, WorkerResult } from './worker-protocol.ts';

// About 80 MB of stacks and 400,000 names at most; real profiles have a hundredth of it.
const maxStacks = 2_000_000;
const maxFrames = 400_000;
const maxFoldedBytes = 268_435_456;

/**
 * Makes a flame graph, folded stacks and a pprof profile of all perf texts together, once a step, each in a folder
 * of the step's name. The same inputs give the same bytes, in whatever order they come.
 */
export async function makeFlamegraph(request: WorkerRequest): Promise<WorkerResult> {
  const texts = request.inputs.filter(({ mediaType }) => isPerfText(mediaType)).sort(compareInputs);
  if (texts.length === 0 || request.steps.length === 0) return { kind: 'nothing' };
  const tree = new StackTree(maxStacks);
  const frames = new FrameTable(maxFrames);
  const parsed: ParsedInput[] = [];
  for (const { node, path, mediaType } of texts) {
    const root = tree.step(0, frames.intern({ name: toSafeName(node), kind: 'node', object: '' }));
    const parser = new PerfScriptParser(tree, frames, Math.max(0, root));
    const isWhole = await readPerfText(path, mediaType, parser);
    parsed.push({ node, quality: parser.end(), isWhole });
  }
  const facts = gatherFacts(parsed);
  if (facts === undefined)
    return { kind: 'failed', message: `Cannot make a flame graph: ${describeEmpty(parsed)}` };
  const callTree = buildCallTree(tree, frames.frames, facts.event);
  const outputs: WorkerOutput[] = [];
  for (const { name } of request.steps) outputs.push(...(await writeOutputs(request, name, callTree, facts)));
  return { kind: 'processed', outputs, summary: toSummary(facts) };
}

async function writeOutputs(
  request: WorkerRequest,
  step: string,
  tree: CallTree,
  facts: ProfileFacts,
): Promise<readonly WorkerOutput[]> {
  const directory = join(request.outputDirectory, step);
  await mkdir(directory, { recursive: true });
  const toOutput = (fileName: string, mediaType: string, report: boolean): WorkerOutput => {
    return { step, path: join(directory, fileName), fileName, mediaType, report };
  };
  const page = toOutput('flamegraph.html', 'text/html', true);
  const folded = toOutput('profile.folded.zst', 'text/vnd.folded-stacks+zstd', false);
  const pprof = toOutput('profile.pprof', 'application/vnd.google.protobuf+gzip', false);
  const weights = facts.unit === 'samples' ? tree.samples : tree.periods;
  await writeFile(page.path, await buildPage(tree, facts, request));
  await pipeline(
    Readable.from(foldTree(tree, weights, maxFoldedBytes)),
    createZstdCompress(),
    createWriteStream(folded.path),
  );
  await writeFile(pprof.path, toPprof(tree, facts));
  return [page, folded, pprof];
}

function toSummary(facts: ProfileFacts): Record<string, number | string> {
  const { nodes, ...rest } = facts;
  const known = Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return { nodes: nodes.length, ...Object.fromEntries(known) };
}

function describeEmpty(parsed: readonly ParsedInput[]): string {
  const badLines = parsed.reduce((sum, { quality }) => sum + quality.badLines, 0);
  const broken = parsed.filter(({ isWhole }) => !isWhole).length;
  return `the perf text has no sample (${badLines} lines not understood, ${broken} inputs broken off): perf script must print comm, tid, time, event, ip, sym and dso`;
}

function compareInputs(left: WorkerInput, right: WorkerInput): number {
  const [one, other] = [`${left.node}\n${left.path}`, `${right.node}\n${right.path}`];
  return one < other ? -1 : one > other ? 1 : 0;
}

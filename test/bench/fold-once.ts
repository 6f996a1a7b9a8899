import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { buildCallTree } from '../../coordinator/processing/call-tree.ts';
import { foldTree } from '../../coordinator/processing/fold.ts';
import { FrameTable } from '../../coordinator/processing/frame-table.ts';
import { PerfScriptParser } from '../../coordinator/processing/perf/parse-perf-script.ts';
import { readPerfText } from '../../coordinator/processing/perf/read-perf-text.ts';
import { gatherFacts } from '../../coordinator/processing/profile-facts.ts';
import { StackTree } from '../../coordinator/processing/stack-tree.ts';

// One fold of one file, in a process of its own: `fold-once.ts ours|naive FILE` prints samples, seconds of
// CPU (of all threads of the process, so that what else runs on the machine counts little) and peak RSS.

/** As the coordinator's worker does it. */
async function foldOurs(path: string): Promise<number> {
  const tree = new StackTree(2_000_000);
  const frames = new FrameTable(400_000);
  const root = tree.step(0, frames.intern({ name: 'node', kind: 'node', object: '' }));
  const parser = new PerfScriptParser(tree, frames, root);
  const isWhole = await readPerfText(path, 'text/vnd.perf-script', parser);
  const facts = gatherFacts([{ node: 'node', quality: parser.end(), isWhole }]);
  const callTree = buildCallTree(tree, frames.frames, facts?.event ?? '');
  return sum([...foldTree(callTree, callTree.samples, 1e9)].join(''));
}

/** What one writes first: lines, regular expressions, a map of joined stacks. */
async function foldNaive(path: string): Promise<number> {
  const counts = new Map<string, number>();
  let comm = '';
  let stack: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const frame = /^\t\s*[0-9a-f]+ (.*) \((.*)\)$/.exec(line);
    if (frame !== null) stack.push(frame[2]?.startsWith('[kernel') ? `${frame[1]}_[k]` : (frame[1] ?? ''));
    else if (line === '') {
      const key = [comm, ...stack.reverse()].join(';');
      if (comm !== '') counts.set(key, (counts.get(key) ?? 0) + 1);
      comm = '';
      stack = [];
    } else comm = /^(.*?)\s+-?\d+\/-?\d+\s/.exec(line)?.[1] ?? '';
  }
  return sum(
    [...counts]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, count]) => `${key} ${count}\n`)
      .join(''),
  );
}

function sum(folded: string): number {
  const lines = folded.split('\n').slice(0, -1);
  return lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

const [, , how, path = ''] = process.argv;
const start = process.cpuUsage();
const samples = await (how === 'ours' ? foldOurs(path) : foldNaive(path));
const { user, system } = process.cpuUsage(start);
const seconds = (user + system) / 1e6;
console.log(JSON.stringify({ samples, seconds, peakRssMiB: process.resourceUsage().maxRSS / 1_024 }));

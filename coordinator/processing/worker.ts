import { setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { makeFlamegraph } from './make-flamegraph.ts';
import { parseRequest, type WorkerResult } from './worker-protocol.ts';

// The entry of the child process: one request on stdin, one line of result on stdout. The coordinator's own work
// goes first, hence the niceness.
setPriority(10);

// A coordinator that is killed cannot end what it started, and nobody else would.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 500).unref();

async function answer(): Promise<WorkerResult> {
  try {
    return await makeFlamegraph(parseRequest(await text(process.stdin)));
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

process.stdout.write(`${JSON.stringify(await answer())}\n`);

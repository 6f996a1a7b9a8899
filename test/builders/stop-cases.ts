import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What reads a tool's file to its end, and throws or says something else where it is not whole. */
interface Reader {
  /** For people. */
  readonly name: string;
  read(path: string): Promise<string>;
}

/** A line of a tool that is stopped early, and how its file is known to be whole. */
export interface StopCase {
  readonly tool: string;
  readonly line: string;
  /** `pod`: kept to one process of a pod. */
  readonly on: 'node' | 'pod';
  /** Its file has something in it once it is under way; else it says nothing until it ends or its first interval is over. */
  readonly writesAtOnce: boolean;
  /** `itself`: it looks once, so it has ended before anybody could stop it. */
  readonly ends: 'stopped' | 'itself';
  readonly reader: Reader;
  /** Found in what the reader says. */
  readonly holds: RegExp;
}

const lines: Reader = { name: 'whole lines', read: readLines };
const averages: Reader = { name: 'averages at the end', read: readLines };
const json: Reader = {
  name: 'JSON parser',
  read: async (path) => JSON.stringify(JSON.parse(await readFile(path, 'utf8'))),
};
const jsonLines: Reader = {
  name: 'JSON parser, each line',
  read: async (path) =>
    (await readLines(path))
      .trim()
      .split('\n')
      .map((line) => JSON.stringify(JSON.parse(line)))
      .join('\n'),
};
/** Reads every sample, and no symbol, which is what takes perf its time. */
const perfScript = program('perf', 'script', '-F', 'comm,time,event', '-i');
const perfSched = program('perf', 'sched', 'latency', '-i');
const tcpdump = program('tcpdump', '-n', '-r');

/** Every tool of the catalogue that Debian has; jcmd where there is a JDK. */
export const stopCases: readonly StopCase[] = [
  stopped('perf', 'record -a --all-kernel -e cpu-clock -F 99', perfScript, /cpu-clock/),
  stopped('perf', 'stat -a -- sleep 60', lines, /seconds time elapsed/),
  stopped('perf', 'stat -a -I 100', lines, /cpu-clock/),
  stopped('perf', 'trace -a -s -- sleep 60', lines, /Summary of events/),
  stopped('perf', 'trace -a -e openat', lines, /openat\(/),
  stopped('perf', 'sched record -- sleep 60', perfSched, /TOTAL:/),
  stopped('tcpdump', '-i lo -n udp port 9', tcpdump, /UDP, length/),
  { ...stopped('strace', '-f -t', lines, /openat\(/), on: 'pod' },
  stopped('bpftrace', 'runqlat', lines, /@us:/),
  stopped('bpftrace', 'execsnoop', lines, /^MS +PID/m),
  stopped('bpftrace', 'offcputime', lines, /@us\[/),
  stopped('bpftrace', 'biolatency', lines, /^Attaching 3 probes/m),
  stopped('bpftrace', 'tcpretrans', lines, /^MS +FROM/m),
  stopped('iostat', '-x -t', lines, /Device/),
  stopped('iostat', '-o JSON', json, /"statistics"/),
  stopped('sar', '-u', averages, /^Average: +all/m),
  stopped('mpstat', '-P ALL', averages, /^Average: +all/m),
  stopped('mpstat', '-o JSON', json, /"statistics"/),
  stopped('vmstat', '-w -t', lines, /procs/),
  stopped('pidstat', '-u', averages, /^Average: /m),
  stopped('node-snapshot', '', jsonLines, /"loadavg"/),
  { ...stopped('ss', '-t -a -n', lines, /LISTEN/), ends: 'itself' },
  { ...stopped('ethtool', '-k lo', lines, /^Features for lo:/m), ends: 'itself' },
  { ...stopped('gdb', '', lines, /^\[Inferior 1 .* detached\]$/m), on: 'pod', ends: 'itself' },
  { ...stopped('jcmd', 'Thread.print', lines, /"main"/), on: 'pod', ends: 'itself' },
];

function stopped(tool: string, line: string, reader: Reader, holds: RegExp): StopCase {
  const writesAtOnce = tool === 'bpftrace' || tool === 'tcpdump' || /^(record|sched|trace -a -e)/.test(line);
  return { tool, line, on: 'node', ends: 'stopped', writesAtOnce, reader, holds };
}

async function readLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  if (!text.endsWith('\n')) throw new Error('The last line does not end');
  return text;
}

/** A program that takes the file as its last argument; what it says on both streams. */
function program(file: string, ...args: readonly string[]): Reader {
  return {
    name: `${file} ${args.join(' ')}`,
    read: async (path) => {
      const { stdout, stderr } = await run(file, [...args, path], { maxBuffer: 1 << 28 });
      return stdout + stderr;
    },
  };
}

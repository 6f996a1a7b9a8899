import { readFile } from 'node:fs/promises';

/** What tools could leave switched on in the kernel; tracefs, Documentation/trace/ftrace.rst. */
const files = ['current_tracer', 'set_event', 'kprobe_events', 'uprobe_events', 'tracing_on', 'trace_clock'];

/** The state of the kernel's tracing, by file; of files that it has. */
export async function readTracing(): Promise<ReadonlyMap<string, string>> {
  const texts = await Promise.all(
    files.map((name) => readFile(`/sys/kernel/tracing/${name}`, 'utf8').catch(() => undefined)),
  );
  return new Map(files.flatMap((name, at) => (texts[at] === undefined ? [] : [[name, texts[at]]])));
}

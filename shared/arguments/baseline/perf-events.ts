import type { EventName } from './option-grammar.ts';

/**
 * Events of perf_event_open(2) that every kernel since 5.4 names alike, and tracepoints of a few subsystems whose
 * records hold no user memory. No wildcards, raw codes or probes.
 */
export const perfEvents: readonly EventName[] = [
  counter('cpu-clock'),
  counter('task-clock'),
  counter('page-faults', 'faults'),
  counter('minor-faults'),
  counter('major-faults'),
  counter('context-switches', 'cs'),
  counter('cpu-migrations', 'migrations'),
  counter('alignment-faults'),
  counter('emulation-faults'),
  counter('cycles', 'cpu-cycles'),
  counter('instructions'),
  counter('ref-cycles'),
  counter('bus-cycles'),
  counter('branches', 'branch-instructions'),
  counter('branch-misses'),
  counter('cache-references'),
  counter('cache-misses'),
  counter('stalled-cycles-frontend', 'idle-cycles-frontend'),
  counter('stalled-cycles-backend', 'idle-cycles-backend'),
  counter('L1-dcache-loads'),
  counter('L1-dcache-load-misses'),
  counter('L1-icache-load-misses'),
  counter('LLC-loads'),
  counter('LLC-load-misses'),
  counter('dTLB-loads'),
  counter('dTLB-load-misses'),
  counter('iTLB-load-misses'),
  tracepoint('block:block_rq_insert'),
  tracepoint('block:block_rq_issue'),
  tracepoint('block:block_rq_complete'),
  tracepoint('block:block_rq_requeue'),
  tracepoint('exceptions:page_fault_user'),
  tracepoint('exceptions:page_fault_kernel'),
  tracepoint('irq:irq_handler_entry'),
  tracepoint('irq:irq_handler_exit'),
  tracepoint('irq:softirq_entry'),
  tracepoint('irq:softirq_exit'),
  tracepoint('net:net_dev_queue'),
  tracepoint('net:net_dev_xmit'),
  tracepoint('net:netif_receive_skb'),
  tracepoint('sched:sched_switch'),
  tracepoint('sched:sched_wakeup'),
  tracepoint('sched:sched_wakeup_new'),
  tracepoint('sched:sched_migrate_task'),
  tracepoint('sched:sched_process_fork'),
  tracepoint('sched:sched_process_exec'),
  tracepoint('sched:sched_process_exit'),
];

function counter(name: string, ...aliases: readonly string[]): EventName {
  return { name, aliases, sort: 'counter' };
}

function tracepoint(name: string): EventName {
  return { name, aliases: [], sort: 'tracepoint' };
}

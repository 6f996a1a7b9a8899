import { type Source, type SourceValue, splitFields, splitLines } from './source.ts';

export const vmstatSource: Source = { name: 'vmstat', path: '/proc/vmstat', parse: parseVmstat };

/** Counters of paging, reclaim, compaction and OOM kills, by the kernel's own names. */
const selected =
  /^(pg(pg|fault|majfault|steal_|scan_|refill|activate|deactivate|alloc_)|psw(pin|pout)|oom_kill|allocstall|workingset_|compact_(stall|fail|success)|thp_(fault|collapse)|numa_(hit|miss|foreign)|nr_(dirty|writeback|free_pages|slab_unreclaimable)|drop_)/;

export function parseVmstat(text: string): SourceValue {
  const entries = splitLines(text).map((line) => {
    const [name = '', value] = splitFields(line);
    return [name, Number(value)] as const;
  });
  return Object.fromEntries(entries.filter(([name, value]) => selected.test(name) && Number.isFinite(value)));
}

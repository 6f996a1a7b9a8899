import { createHash } from 'node:crypto';

/** What tells the cgroups of one agent from another's on the same machine: each has a spool of its own. */
export function toInstance(spool: string): string {
  return createHash('sha256').update(spool).digest('hex').slice(0, 12);
}

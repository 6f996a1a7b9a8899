import type { AuditedRequest } from './request-log.ts';

/** What the coordinator asked of the API server for one capture. */
export interface CaptureRequests {
  readonly writes: readonly string[];
  readonly reads: readonly string[];
}

const reading = new Set(['get', 'list', 'watch']);

/** Requests about the capture or its Events; of an Event the name begins with that of the capture. */
export function requestsFor(capture: string, requests: readonly AuditedRequest[]): CaptureRequests {
  const own = requests.filter(
    ({ resource, name }) => name === capture || (resource === 'events' && name.startsWith(`${capture}.`)),
  );
  const toText = ({ verb, resource }: AuditedRequest): string => `${verb} ${resource}`;
  return {
    writes: own.filter(({ verb }) => !reading.has(verb)).map(toText),
    reads: own.filter(({ verb }) => reading.has(verb)).map(toText),
  };
}

/** Reviews of tokens, which are asked for when agents connect, and once a minute at most while they upload. */
export function countReviews(requests: readonly AuditedRequest[]): number {
  return requests.filter(({ resource }) => resource === 'tokenreviews').length;
}

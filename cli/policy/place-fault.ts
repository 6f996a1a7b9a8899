import type { ObjectPlace } from '../convert/report-line.ts';
import { type DocumentFault, faultAt } from './policy-documents.ts';

/** The line of a fault that may begin with its field, as `spec.subcommands[0].options[1]: …`; else of the object. */
export function placeFault(place: ObjectPlace, text: string): DocumentFault {
  const [, path, why] = /^(spec(?:\.[A-Za-z]+|\[[0-9]+\])*): (.*)$/s.exec(text) ?? [];
  if (path === undefined || why === undefined) return faultAt(place, [], text);
  const steps = [...path.matchAll(/[A-Za-z]+|[0-9]+/g)].map(([step]) =>
    /^[0-9]+$/.test(step) ? Number(step) : step,
  );
  return faultAt(place, steps, why);
}

import { status } from '@grpc/grpc-js';
import { StatusError } from '../../shared/rpc/status.ts';
import type { LeaseTerm } from './leadership-deps.ts';

/** Stands before everything that another leader would mind. Throws UNAVAILABLE where the term is not held any more. */
export type Fence = (what: string) => void;

export function makeFence(term: Pick<LeaseTerm, 'isHeld'>): Fence {
  return (what) => {
    if (term.isHeld()) return;
    const message = `Cannot ${what}: this coordinator does not lead any more: try again`;
    throw new StatusError(status.UNAVAILABLE, message);
  };
}

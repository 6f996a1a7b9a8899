import type { Receipt } from '../domain/artifact.ts';
import type { Receipt__Output, Receipt as WireReceipt } from './generated/toe/v1/Receipt.ts';

export function toWireReceipt({ proof, ...receipt }: Receipt): WireReceipt {
  return { ...receipt, proof: proof === 'composite' ? 'PROOF_COMPOSITE' : 'PROOF_WHOLE' };
}

export function toReceipt({ proof, ...receipt }: Receipt__Output): Receipt {
  return proof === 'PROOF_COMPOSITE' ? { ...receipt, proof: 'composite' } : receipt;
}

import type { Artifact, Receipt } from '../domain/artifact.ts';
import type { Artifact__Output, Artifact as WireArtifact } from './generated/toe/v1/Artifact.ts';
import type { Receipt__Output, Receipt as WireReceipt } from './generated/toe/v1/Receipt.ts';

/** Reads an artifact; one of an agent that compresses nothing has no raw form, one that was not cut no segment. */
export function toArtifact(sealed: Artifact__Output): Artifact {
  const { rawSizeBytes, rawSha256, encoding, segment, ...whole } = sealed;
  const artifact = segment === 0 ? whole : { ...whole, segment };
  if (encoding === '') return artifact;
  return { ...artifact, raw: { encoding, sizeBytes: rawSizeBytes, sha256: rawSha256 } };
}

export function toWireArtifact({ raw, ...artifact }: Artifact): WireArtifact {
  if (raw === undefined) return artifact;
  return { ...artifact, rawSizeBytes: raw.sizeBytes, rawSha256: raw.sha256, encoding: raw.encoding };
}

export function toWireReceipt({ proof, ...receipt }: Receipt): WireReceipt {
  return { ...receipt, proof: proof === 'composite' ? 'PROOF_COMPOSITE' : 'PROOF_WHOLE' };
}

export function toReceipt({ proof, ...receipt }: Receipt__Output): Receipt {
  return proof === 'PROOF_COMPOSITE' ? { ...receipt, proof: 'composite' } : receipt;
}

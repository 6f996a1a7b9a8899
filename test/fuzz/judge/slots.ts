/** A token that the agent replaces by a value of its own before it starts the tool. */
export type Slot =
  | { readonly kind: 'out'; readonly name: string }
  | { readonly kind: 'script'; readonly name: string }
  | { readonly kind: 'durationSeconds' | 'pids' | 'pid' };

const named = /^\{(out|script):([A-Za-z0-9][A-Za-z0-9._-]*)\}$/;
const plain = /^\{(durationSeconds|pids|pid)\}$/;

/** The slot that a whole token is; undefined for every other text, such as one with a slot inside. */
export function readSlot(token: string): Slot | undefined {
  const [, kind, name] = named.exec(token) ?? [];
  if (kind !== undefined && name !== undefined && !name.includes('..')) {
    return { kind: kind === 'out' ? 'out' : 'script', name };
  }
  switch (plain.exec(token)?.[1]) {
    case 'durationSeconds':
      return { kind: 'durationSeconds' };
    case 'pids':
      return { kind: 'pids' };
    case 'pid':
      return { kind: 'pid' };
    default:
      return undefined;
  }
}

/** What a check has to say of an object. The text of a fault begins with its field: `spec.tool.args: why: remedy`. */
export interface Finding {
  /** `fault`: the object is wrong. `forbidden`: the person lacks a right. `warning`: allowed, but odd. */
  readonly kind: 'fault' | 'forbidden' | 'warning';
  readonly text: string;
}

export function fault(text: string): Finding {
  return { kind: 'fault', text };
}

export function forbidden(text: string): Finding {
  return { kind: 'forbidden', text };
}

export function warning(text: string): Finding {
  return { kind: 'warning', text };
}

/** A typed value in its one canonical spelling, or what would have been right. */
export type ValueReading =
  | { readonly kind: 'read'; readonly canonical: string }
  | { readonly kind: 'unreadable'; readonly wanted: string };

/** What a value may refer to on this node, and the time that the line has. */
export interface ValueWorld {
  readonly durationMs: number;
  readonly targetPids: ReadonlySet<number>;
  /** `unknown`: away from the node any name that a device can have is taken; the node's agent decides. */
  readonly netDevices: ReadonlySet<string> | 'unknown';
}

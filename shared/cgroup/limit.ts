/** One limit file to be written, and how to judge what the kernel says afterwards. */
export interface Limit {
  readonly controller: 'memory' | 'cpu' | 'pids' | 'io' | 'blkio';
  readonly file: string;
  readonly value: string;
  /** The file is missing on some kernels; the limit is then left out. */
  readonly optional: boolean;
  /** Whether the text read back is the value written, after the kernel's own rounding. */
  isMet(read: string): boolean;
}

/** One line of the bench's table: `value` beside what a simpler way reaches in the same run. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: number;
  readonly beside?: string;
}

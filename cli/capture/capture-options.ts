/** Options of `toe capture` as typed; undefined where not given. */
export interface CaptureOptions {
  readonly duration?: string | undefined;
  readonly warmup?: string | undefined;
  readonly node?: readonly string[] | undefined;
  readonly nodes?: string | undefined;
  readonly all?: boolean | undefined;
  readonly name?: string | undefined;
  readonly reason?: string | undefined;
  readonly leadTime?: string | undefined;
  readonly minSuccess?: string | undefined;
  readonly maxCpu?: string | undefined;
}

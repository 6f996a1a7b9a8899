/** Options of `toe capture` as typed; undefined where not given. */
export interface CaptureOptions extends TargetOptions {
  readonly duration?: string | undefined;
  readonly warmup?: string | undefined;
  readonly preset?: string | undefined;
  readonly name?: string | undefined;
  readonly reason?: string | undefined;
  readonly leadTime?: string | undefined;
  readonly at?: string | undefined;
  readonly minSuccess?: string | undefined;
  readonly retries?: string | undefined;
  readonly maxCpu?: string | undefined;
  readonly maxConcurrent?: string | undefined;
  readonly ttl?: string | undefined;
  readonly rollingInterval?: string | undefined;
  readonly keepOnNode?: boolean | undefined;
}

/** Those that choose nodes. */
export interface TargetOptions {
  readonly node?: readonly string[] | undefined;
  readonly nodes?: string | undefined;
  /** As `nodes`, in kubectl's word for it. */
  readonly selector?: string | undefined;
  readonly all?: boolean | undefined;
  readonly pods?: string | undefined;
  readonly container?: string | undefined;
  readonly maxNodes?: string | undefined;
  readonly maxPercent?: string | undefined;
  readonly spreadBy?: string | undefined;
  readonly waitFor?: string | undefined;
}

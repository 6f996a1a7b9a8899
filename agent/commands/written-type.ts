import type { OutputBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';

/** The media type of what a tool writes into one of its outputs when it is executed with these arguments. */
export function toWrittenType(output: OutputBaseline, argv: readonly string[]): string {
  const form = output.otherForms?.find(({ option, value }) =>
    argv.some((arg, at) => arg === option && (value === undefined || argv[at + 1] === value)),
  );
  return form?.mediaType ?? output.mediaType;
}

import { harmful, harmless, quote } from '../judgement.ts';
import type { Check } from '../values.ts';

/**
 * Commands that read the target, and settings that only shape or forbid, each as gdb wants it in full: gdb takes any
 * abbreviation, which is not read here.
 *
 * Source: `help` of gdb 13.1 (Debian); Debugging with GDB 13, chapters Stack, Threads, Controlling GDB.
 */
const readers: readonly RegExp[] = [
  /^thread apply all (?:bt|backtrace)(?: (?:full|-?[0-9]{1,6}))?$/,
  /^(?:bt|backtrace|where)(?: (?:full|-?[0-9]{1,6}))?$/,
  /^info (?:threads|sharedlibrary|registers|signals|inferiors)$/,
  /^set (?:pagination|confirm|verbose|auto-load|debuginfod enabled|style enabled) off$/,
  /^set (?:height|width|backtrace limit|print elements) [0-9]{1,6}$/,
  /^set print (?:pretty|address|symbol|thread-events|object) (?:on|off)$/,
  /^set print frame-arguments (?:none|scalars|all|presence)$/,
  /^(?:detach|quit)$/,
];

const writers =
  /^(?:dump|append|restore|generate-core-file|gcore|save|set logging|set var|set variable|call|print|p|compile|kill|signal|jump|return)\b/;

/** What gdb would do for -ex. A command that is not on the list counts as one that executes. */
export const command: Check = (value) => {
  const text = value?.text ?? '';
  if (readers.some((form) => form.test(text))) return harmless;
  return writers.test(text)
    ? harmful('writes', `gdb ${quote(text)} changes files or the target`)
    : harmful('executes', `gdb ${quote(text)} is no command that only reads`);
};

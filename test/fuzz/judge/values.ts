import { type Context, firstHarm, type Harm, harmful, harmless, type Judgement, quote } from './judgement.ts';
import { readSlot, type Slot } from './slots.ts';

/** A value as the tool's parser takes it. Only a whole token can be a slot: the agent fills nothing else. */
export interface Value {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Says what a value does where it stands; undefined stands for an option without its optional value. */
export type Check = (value: Value | undefined, context: Context) => Judgement;

export function slotOf({ text, isWhole }: Value): Slot | undefined {
  return isWhole ? readSlot(text) : undefined;
}

/** The judgement of a value that is not what is read at its place. */
export function unfit({ text }: Value, wanted: string): Judgement {
  const isSlot = text.startsWith('{') && text.endsWith('}');
  const harm: Harm = !isSlot && (text.includes('/') || text.includes('..')) ? 'namesPath' : 'unreadable';
  return harmful(harm, `${quote(text)} stands where ${wanted} is read`);
}

/** Makes a check for values of one form; without a value there is nothing to judge. */
export function valueLike(wanted: string, fits: (value: Value, context: Context) => boolean): Check {
  return (value, context) => (value === undefined || fits(value, context) ? harmless : unfit(value, wanted));
}

export function matching(pattern: RegExp, wanted: string): Check {
  return valueLike(wanted, ({ text }) => pattern.test(text));
}

export function oneOf(...words: readonly string[]): Check {
  return valueLike(`one of ${words.join(', ')}`, ({ text }) => words.includes(text));
}

/** Comma-separated words of a list. */
export function someOf(...words: readonly string[]): Check {
  return valueLike(`a list of ${words.join(', ')}`, ({ text }) =>
    text.split(',').every((word) => words.includes(word)),
  );
}

const decimal = /^(?:0|[1-9][0-9]{0,15})$/;

/** A number as every parser reads it: decimal, no sign, no leading zero, no unit. */
export const count: Check = valueLike('a number', (value) => {
  return slotOf(value)?.kind === 'durationSeconds' || decimal.test(value.text);
});

export const positive: Check = valueLike('a number above 0', (value) => {
  return slotOf(value)?.kind === 'durationSeconds' || (decimal.test(value.text) && value.text !== '0');
});

/** A number that holds memory or other things of the machine: more than `limit` of them is without bound. */
export function countUpTo(limit: number, wanted: string): Check {
  return (value, context) => {
    const judgement = count(value, context);
    if (judgement.kind === 'harmful' || value === undefined || Number(value.text) <= limit) return judgement;
    return slotOf(value) === undefined
      ? harmful('unbounded', `${value.text} is too much ${wanted}`)
      : harmless;
  };
}

/** How long something lasts, in whole seconds: no longer than the run may. */
export const seconds: Check = (value, context) => {
  if (value === undefined || slotOf(value)?.kind === 'durationSeconds') return harmless;
  if (!decimal.test(value.text) || value.text === '0') return unfit(value, 'a number of seconds');
  if (Number(value.text) <= context.maxSeconds) return harmless;
  return harmful('unbounded', `${value.text} seconds are more than the ${context.maxSeconds} of the run`);
};

export const signed: Check = matching(/^-?[0-9]{1,15}$/, 'a whole number');
export const fraction: Check = matching(/^[0-9]{1,12}(?:\.[0-9]{1,12})?$/, 'a decimal number');
export const size: Check = matching(/^[0-9]{1,15}[BKMGbkmg]?$/, 'a size');
export const cpuList: Check = matching(
  /^[0-9]{1,5}(?:-[0-9]{1,5})?(?:,[0-9]{1,5}(?:-[0-9]{1,5})?)*$/,
  'a CPU list',
);

/** A plain name, such as that of a clock, a format or a counter. */
export const word: Check = valueLike('a plain word', ({ text }) => {
  return /^[A-Za-z0-9_][A-Za-z0-9_.:+-]*$/.test(text) && !text.includes('..');
});

export const words: Check = valueLike('plain words', ({ text }) => {
  return text
    .split(',')
    .every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.:+-]*$/.test(part) && !part.includes('..'));
});

/** The file that a tool writes: a file in the run's own directory, and nothing else. */
export const outputFile: Check = (value) => {
  if (value === undefined || slotOf(value)?.kind === 'out') return harmless;
  return harmful('writes', `the output goes to ${quote(value.text)}`);
};

function targetPid(text: string, value: Value, { targetPids }: Context): Judgement {
  if (!/^[1-9][0-9]{0,9}$/.test(text)) return unfit(value, 'process ids');
  return targetPids.has(Number(text)) ? harmless : harmful('reachesOut', `process ${text} is not a target`);
}

/** Comma-separated process ids, all of targets. */
export const pids: Check = (value, context) => {
  const slot = value === undefined ? undefined : slotOf(value)?.kind;
  if (value === undefined || slot === 'pids' || slot === 'pid') return harmless;
  return firstHarm(value.text.split(',').map((text) => targetPid(text, value, context)));
};

/** One process id of a target. */
export const pid: Check = (value, context) => {
  if (value === undefined || slotOf(value)?.kind === 'pid') return harmless;
  return targetPid(value.text, value, context);
};

/** A network device of the context. */
export const netDevice: Check = (value, { netDevices }) => {
  if (value === undefined || netDevices.has(value.text)) return harmless;
  return harmful('reachesOut', `${quote(value.text)} is no device of the run`);
};

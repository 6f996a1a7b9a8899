/** What has been read of a number (RFC 8259, 6), named by its last part. */
export type NumberState = 'minus' | 'zero' | 'int' | 'dot' | 'fraction' | 'e' | 'eSign' | 'exponent';

interface Step {
  /** After a digit; absent: there may be none. */
  readonly digit?: NumberState;
  readonly dot?: NumberState;
  readonly e?: NumberState;
  readonly sign?: NumberState;
  /** The number may end here. */
  readonly isWhole?: true;
}

const steps: Readonly<Record<NumberState, Step>> = {
  minus: { digit: 'int' },
  zero: { dot: 'dot', e: 'e', isWhole: true },
  int: { digit: 'int', dot: 'dot', e: 'e', isWhole: true },
  dot: { digit: 'fraction' },
  fraction: { digit: 'fraction', e: 'e', isWhole: true },
  e: { digit: 'exponent', sign: 'eSign' },
  eSign: { digit: 'exponent' },
  exponent: { digit: 'exponent', isWhole: true },
};

export function startNumber(byte: number): NumberState | undefined {
  if (byte === 0x2d) return 'minus';
  if (byte === 0x30) return 'zero';
  return isDigit(byte) ? 'int' : undefined;
}

export function isWholeNumber(state: string): boolean {
  return findStep(state)?.isWhole === true;
}

/** The state after one more byte; `over` where it comes after a whole number; undefined outside of numbers. */
export function followNumber(state: string, byte: number): NumberState | 'over' | 'broken' | undefined {
  const step = findStep(state);
  if (step === undefined) return undefined;
  const isZeroFirst = state === 'minus' && byte === 0x30;
  return isZeroFirst ? 'zero' : (findNext(step, byte) ?? (step.isWhole === true ? 'over' : 'broken'));
}

function findNext(step: Step, byte: number): NumberState | undefined {
  if (isDigit(byte)) return step.digit;
  if (byte === 0x2e) return step.dot;
  if (byte === 0x65 || byte === 0x45) return step.e;
  return byte === 0x2b || byte === 0x2d ? step.sign : undefined;
}

function findStep(state: string): Step | undefined {
  return Object.hasOwn(steps, state) ? steps[state as NumberState] : undefined;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

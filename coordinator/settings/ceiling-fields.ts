import { textField } from '../../shared/config/fields.ts';
import type { Field } from '../../shared/config/read-config.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { parseBytes, parseCpuPercent } from '../../shared/domain/quantity.ts';
import { leastBandwidth } from '../../shared/kinds/value-ranges.ts';
import type { Ceiling } from './ceiling.ts';

/** The most that any PowerToolConfig may give a tool, and any capture may have; unset: no limit but the config's. */
export const ceilingFields = {
  ceilingCpu: amountField('TOE_CEILING_CPU', parseCpuPercent, '10m', 'cores, as 2 or 500m'),
  ceilingMemory: amountField('TOE_CEILING_MEMORY', parseBytes, '1Mi', 'bytes, as 1Gi'),
  ceilingPids: textField<number | undefined>('TOE_CEILING_PIDS', parsePids, undefined),
  ceilingOutputBytes: amountField('TOE_CEILING_OUTPUT_BYTES', parseBytes, '1', 'bytes, as 4Gi'),
  ceilingReadBytesPerSecond: bandwidthField('TOE_CEILING_READ_BYTES_PER_SECOND'),
  ceilingWriteBytesPerSecond: bandwidthField('TOE_CEILING_WRITE_BYTES_PER_SECOND'),
  ceilingDuration: amountField('TOE_CEILING_DURATION', parseDurationMs, '5s', 'a duration, as 30m'),
};

type Values = {
  readonly [Key in keyof typeof ceilingFields]: (typeof ceilingFields)[Key] extends Field<infer Value>
    ? Value
    : never;
};

export function toCeiling(values: Values): Ceiling {
  return {
    cpu: values.ceilingCpu,
    memory: values.ceilingMemory,
    pids: values.ceilingPids,
    outputBytes: values.ceilingOutputBytes,
    readBytesPerSecond: values.ceilingReadBytesPerSecond,
    writeBytesPerSecond: values.ceilingWriteBytesPerSecond,
    duration: values.ceilingDuration,
  };
}

function bandwidthField(variable: string): Field<string | undefined> {
  return amountField(variable, parseBytes, leastBandwidth, 'bytes a second, as 50Mi');
}

/** An amount in its own words, no less than any config has to be able to give. */
function amountField(
  variable: string,
  parse: (text: string) => number | undefined,
  least: string,
  right: string,
): Field<string | undefined> {
  const check = (text: string): string => {
    const amount = parse(text);
    if (amount === undefined) throw new RangeError(`${JSON.stringify(text)} is no amount: write ${right}`);
    if (amount < (parse(least) ?? 0)) throw new RangeError(`${JSON.stringify(text)} is below ${least}`);
    return text;
  };
  return textField<string | undefined>(variable, check, undefined);
}

function parsePids(text: string): number {
  const pids = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (pids < 1) throw new RangeError(`${JSON.stringify(text)} is no number of processes: write 1 or more`);
  return pids;
}

/** One environment variable and how its text becomes a value; `parse` throws a RangeError saying what would be right. */
export interface Field<Value> {
  readonly variable: string;
  readonly parse: (text: string) => Value;
  /** The value where the variable is unset or empty; without it the variable is required. */
  readonly fallback?: Value;
}

export type Environment = Readonly<Record<string, string | undefined>>;
type Values<Fields> = {
  readonly [Key in keyof Fields]: Fields[Key] extends Field<infer Value> ? Value : never;
};

export type ConfigResult<Config> =
  | { readonly kind: 'ready'; readonly config: Config }
  | { readonly kind: 'faulty'; readonly message: string };

/** Reads all fields from the environment; frozen when every one is right, else all faults in one message. */
export function readConfig<Fields extends Readonly<Record<string, Field<unknown>>>>(
  environment: Environment,
  fields: Fields,
): ConfigResult<Values<Fields>> {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    const text = environment[field.variable] ?? '';
    if (text === '') {
      if ('fallback' in field) values[key] = field.fallback;
      else faults.push(`${field.variable} is not set`);
      continue;
    }
    try {
      values[key] = field.parse(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      faults.push(`${field.variable}: ${error.message}`);
    }
  }
  if (faults.length > 0) return faultyConfig(faults);
  return readyConfig(values as Values<Fields>);
}

/** For rules across fields, which are looked at when each field by itself is right. */
export function faultyConfig(faults: readonly string[]): ConfigResult<never> {
  return { kind: 'faulty', message: `Cannot read the configuration: ${faults.join('; ')}` };
}

export function readyConfig<Config extends object>(config: Config): ConfigResult<Config> {
  return { kind: 'ready', config: Object.freeze(config) };
}

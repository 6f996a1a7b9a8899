/**
 * Named places where a test makes this process die or wait (`TOE_FAILPOINTS=name=kill,other=delay:500`), to
 * prove what survives. Off unless the environment names them; reaching one that is not named costs a Map lookup.
 */
export interface Failpoints {
  /** Does what the environment asked for at this place: nothing, an error, a wait, or SIGKILL of this process. */
  reach(name: string): Promise<void>;
}

type Action =
  | { readonly kind: 'kill' }
  | { readonly kind: 'error' }
  | { readonly kind: 'delay'; readonly ms: number };

/** Reads the list; throws a RangeError for a form that means nothing. `name=action@N` acts from the Nth time on. */
export function parseFailpoints(text: string, kill: () => void): Failpoints {
  const rules = new Map<string, { readonly action: Action; remaining: number }>();
  for (const item of text.split(',').filter((part) => part !== '')) {
    const match = /^([a-z][a-z0-9.-]*)=(kill|error|delay:([0-9]+))(?:@([1-9][0-9]*))?$/.exec(item);
    if (match === null)
      throw new RangeError(`Cannot read failpoint "${item}": use name=kill|error|delay:<ms>[@<nth>]`);
    const [, name = '', verb = '', ms, nth] = match;
    const action: Action =
      verb === 'kill' || verb === 'error' ? { kind: verb } : { kind: 'delay', ms: Number(ms) };
    rules.set(name, { action, remaining: Number(nth ?? 1) - 1 });
  }
  return {
    reach: async (name) => {
      const rule = rules.get(name);
      if (rule === undefined) return;
      if (rule.remaining > 0) {
        rule.remaining -= 1;
        return;
      }
      const { action } = rule;
      if (action.kind === 'kill') kill();
      else if (action.kind === 'error') throw new Error(`Failpoint "${name}" was reached`);
      else await new Promise((resolve) => setTimeout(resolve, action.ms));
    },
  };
}

export const noFailpoints: Failpoints = { reach: async () => undefined };

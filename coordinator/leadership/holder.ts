/** A replica of the coordinator, as the holder of the Lease names itself. */
export interface Holder {
  /** Of this process: no other one has it, nor had it. */
  readonly id: string;
  /** Where agents and followers dial it, as `10.0.3.4:7444` or `[fd00::4]:7444`. */
  readonly address: string;
}

/** `<id>@<address>`; a RangeError where that could not be parsed back. */
export function formatHolder(holder: Holder): string {
  const text = `${holder.id}@${holder.address}`;
  if (parseHolder(text) === undefined) {
    const right = 'give an id without "@" or space, and host:port';
    throw new RangeError(`Cannot write "${text}" into a Lease: it cannot be read back: ${right}`);
  }
  return text;
}

/** Reads the holder identity of a Lease; undefined where no coordinator wrote it. */
export function parseHolder(text: string): Holder | undefined {
  const [, id, address] = /^([^@\s]+)@((?:\[[0-9A-Fa-f:.%]+\]|[^@\s:[\]]+):[0-9]{1,5})$/.exec(text) ?? [];
  return id === undefined || address === undefined ? undefined : { id, address };
}

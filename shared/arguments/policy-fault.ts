/** One thing that is wrong with a policy. */
export interface PolicyFault {
  /** `outside`: it asks for more than the baseline has. `contradiction`: nothing could ever satisfy it. */
  readonly kind: 'outside' | 'contradiction';
  /** As people write it: `spec.subcommands[0].options[1].value.max`. */
  readonly path: string;
  /** What is wrong, and what would be right. */
  readonly message: string;
  /** The option that cannot be had so, as `record: -o, --output`. */
  readonly option?: string;
}

/** The faults that a policy has so far; a compilation goes on after one, so that all are told at once. */
export class PolicyFaults {
  readonly list: PolicyFault[] = [];

  addOutside(path: string, message: string, option?: string): void {
    this.list.push({ kind: 'outside', path, message, ...(option === undefined ? {} : { option }) });
  }

  addContradiction(path: string, message: string, option?: string): void {
    this.list.push({ kind: 'contradiction', path, message, ...(option === undefined ? {} : { option }) });
  }
}

import type { OperandGrammar } from './baseline/option-grammar.ts';

/** Operands in a usage line, and what is to be said of them below it. */
export interface DescribedOperands {
  readonly usage: string;
  readonly lines: readonly string[];
}

export function describeOperands(operands: OperandGrammar): DescribedOperands {
  switch (operands) {
    case 'none':
      return { usage: '', lines: [] };
    case 'durationSleep':
      return {
        usage: '[-- sleep N]',
        lines: ['sleep N ends it after N whole seconds, within the duration.'],
      };
    case 'intervalCount':
      return {
        usage: '[INTERVAL COUNT]',
        lines: ['INTERVAL times COUNT is at most the duration in seconds; once a second where not given.'],
      };
    case 'targetPid':
      return { usage: 'PID', lines: ['PID is a process of the targets.'] };
    case 'netDevice':
      return { usage: 'DEVICE', lines: ['DEVICE is a device of the node, or of the pod.'] };
    case 'bpfFilter':
      return {
        usage: '[FILTER]',
        lines: ['FILTER is one of pcap-filter(7), with addresses and numbers, without names to look up.'],
      };
    default:
      return operands.kind === 'script'
        ? { usage: 'SCRIPT', lines: [`SCRIPT is one of ${operands.scripts.join(', ')}.`] }
        : describeForms(operands);
  }
}

function describeForms({
  after,
  isOptional,
  forms,
}: Extract<OperandGrammar, { readonly kind: 'forms' }>): DescribedOperands {
  const pid = after === 'targetPid' ? 'PID ' : '';
  return {
    usage: isOptional ? `${pid}[FORM]` : `${pid}FORM`,
    lines: ['FORM is one of:', ...forms.map((form) => `  ${form}`)],
  };
}

import { showValue } from '../../shared/kinds/validate-fault.ts';
import type { DefaultRow, FieldRow, Reading } from './field-row.ts';
import { readDays, readDuration, readWord } from './read-amounts.ts';

const notActedOn = 'the existing TOE did not act on it';

/** `spec.output` of the old Kind: where files go. */
export const outputRows: readonly FieldRow[] = [
  {
    from: 'spec.output.mode',
    to: 'spec.output.mode',
    effect: 'changed',
    says: 'store: in the coordinator\'s store; node: on the node until fetched or expired; the existing TOE left files of mode "ephemeral" in a container',
    read: (value) => readWord(value, modes),
  },
  {
    from: 'spec.output.pvc.claimName',
    effect: 'refused',
    says: 'a capture does not write into volumes of pods: its files go to the store, get them by toe download',
  },
  {
    from: 'spec.output.pvc.path',
    effect: 'refused',
    says: 'the layout of the store is its own: toe download writes NAME/NODE/FILE below the folder that it is given',
  },
  {
    from: 'spec.output.collector.endpoint',
    effect: 'leftOut',
    says: 'agents send to their coordinator, with receipts and digests; an object does not say where that is',
    read: readEndpoint,
  },
  {
    from: 'spec.output.rollingInterval',
    to: 'spec.output.rollingInterval',
    effect: 'changed',
    says: `${notActedOn}; here files are cut so often and sent while the tool runs`,
    read: readDuration,
  },
  {
    from: 'spec.output.compress',
    to: 'spec.output.compression',
    effect: 'renamed',
    says: notActedOn,
    without: {
      effect: 'refused',
      says: 'files are kept as the tool writes them: compress them after toe download',
    },
    read: (value) => readWord(value, compressions),
  },
  {
    from: 'spec.output.retentionDays',
    to: 'spec.output.retention',
    effect: 'renamed',
    says: `${notActedOn}; here the files are removed so long after the end of the capture`,
    read: readDays,
  },
];

export const outputDefaults: readonly DefaultRow[] = [
  {
    from: 'spec.output.retentionDays',
    to: 'spec.output.retention',
    says: 'the existing TOE kept files until somebody removed them',
  },
];

const modes = new Map([
  ['ephemeral', 'node'],
  ['collector', 'store'],
  ['pvc', 'store'],
]);

const compressions = new Map([
  ['gzip', 'gzip'],
  ['zstd', 'zstd'],
  ['none', 'none'],
  ['', 'none'],
]);

/** The collector of an installation, by its Service; any other endpoint was chosen on purpose. */
const ownCollector =
  /^https?:\/\/[a-z0-9-]*collector[a-z0-9-]*(\.[a-z0-9-]+){1,2}(\.cluster\.local)?(:[0-9]+)?\/?$/;

function readEndpoint(value: unknown): Reading {
  const isOwn = typeof value === 'string' && value.length < 300 && ownCollector.test(value);
  const says = isOwn
    ? 'agents send to their coordinator, with receipts and digests; an object does not say where that is'
    : `${showValue(value)} is no collector of the existing TOE's installation, and a capture cannot choose where its files go: an administrator chooses the coordinator's store`;
  return isOwn ? { kind: 'leftOut', says } : { kind: 'refused', says };
}

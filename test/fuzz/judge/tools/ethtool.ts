import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from '../judgement.ts';
import { count, netDevice, outputFile, unfit } from '../values.ts';

/** What may follow the device of a command: one form for all words together, joined by spaces. */
const bare = /^$/;
const number = '(?:0|[1-9][0-9]{0,9})';
const statistics = /^(?:(?:--all-groups|--groups(?: [a-z][a-z-]*)+|--src (?:aggregate|emac|pmac))(?: |$))*$/;
const dump = new RegExp(
  `^(?:(?:(?:raw|hex) (?:on|off)|(?:offset|length|page|bank|i2c) (?:0x[0-9a-f]+|${number}))(?: |$))*$`,
);

/**
 * Commands that show, by all their names, with what may follow the device.
 *
 * Source: ethtool(8) 6.1 (Debian); args and find_option in ethtool.c of 6.14, where names are compared whole.
 */
const shows: ReadonlyMap<string, RegExp> = new Map([
  ...forms(
    bare,
    '-g --show-ring -k --show-features --show-offload -i --driver --phy-statistics -P --show-permaddr',
  ),
  ...forms(bare, '-l --show-channels --show-priv-flags --show-eee --show-fec --show-tunnels --show-module'),
  ...forms(bare, '--get-plca-cfg --get-plca-status --show-mm --show-pse --show-phys --get-hwtimestamp-cfg'),
  ...forms(bare, '-T --show-time-stamping -c --show-coalesce'),
  ...forms(/^(?:--src (?:aggregate|emac|pmac))?$/, '-a --show-pause'),
  ...forms(statistics, '-S --statistics'),
  ...forms(dump, '-d --register-dump -e --eeprom-dump -m --dump-module-eeprom --module-info'),
  ...forms(
    new RegExp(`^(?:rx-flow-hash [a-z0-9]+(?: context ${number})?|rule ${number})?$`),
    '-n -u --show-nfc --show-ntuple',
  ),
  ...forms(new RegExp(`^(?:context ${number})?$`), '-x --show-rxfh-indir --show-rxfh'),
  ...forms(/^(?:[a-z-]+)?$/, '--get-phy-tunable --get-tunable'),
]);

/** Commands that change the device, by all their names. Same source. */
const changes: ReadonlySet<string> = new Set(
  [
    '-s --change -A --pause -C --coalesce -G --set-ring -K --features --offload -E --change-eeprom -r --negotiate -p',
    '--identify -t --test -N -U --config-nfc --config-ntuple -X --set-rxfh-indir --rxfh -f --flash -W --set-dump -L',
    '--set-channels --set-priv-flags --set-eee --set-phy-tunable --set-tunable --reset --set-fec --cable-test',
    '--cable-test-tdr --set-module --set-plca-cfg --set-mm --set-pse --flash-module-firmware --set-hwtimestamp-cfg',
  ].flatMap((line) => line.split(' ')),
);

function forms(form: RegExp, names: string): [string, RegExp][] {
  return names.split(' ').map((name) => [name, form]);
}

/** ethtool: flags, then one command by its exact name, a device, and the command's own words. */
export function judgeEthtool(argv: readonly string[], context: Context): Judgement {
  const [first, ...rest] = argv;
  switch (first) {
    case undefined:
    case '-h':
    case '--help':
    case '--version':
      return harmless;
    case '--json':
    case '-j':
    case '-I':
    case '--include-statistics':
    case '--disable-netlink':
      return judgeEthtool(rest, context);
    case '--debug':
    case '--phy':
      return firstHarm([
        count({ text: rest[0] ?? '', isWhole: false }, context),
        judgeEthtool(rest.slice(1), context),
      ]);
    case '-w':
    case '--get-dump':
      return judgeDump(rest, context);
    case '-Q':
    case '--per-queue':
      return judgePerQueue(rest, context);
    default:
      return judgeCommand(first, rest, context);
  }
}

function judgeCommand(name: string, rest: readonly string[], context: Context): Judgement {
  if (!name.startsWith('-')) return judgeShow(bare, [name, ...rest], context);
  const form = shows.get(name);
  if (form !== undefined) return judgeShow(form, rest, context);
  return changes.has(name)
    ? harmful('writes', `ethtool ${name} changes the device`)
    : harmful('unreadable', `ethtool has no command ${quote(name)} that shows a device`);
}

function judgeShow(form: RegExp, [device = '', ...rest]: readonly string[], context: Context): Judgement {
  const words = { text: rest.join(' '), isWhole: false };
  return firstHarm([
    netDevice({ text: device, isWhole: true }, context),
    form.test(words.text) ? harmless : unfit(words, 'what the command shows'),
  ]);
}

/** -w shows the dump flag, or writes the dump to a file. */
function judgeDump([device = '', data, file, ...more]: readonly string[], context: Context): Judgement {
  if (data === undefined) return judgeShow(bare, [device], context);
  if (data !== 'data' || file === undefined || more.length > 0) {
    return harmful('unreadable', 'ethtool -w takes a device and: data FILE');
  }
  return firstHarm([judgeShow(bare, [device], context), outputFile({ text: file, isWhole: true }, context)]);
}

function judgePerQueue([device = '', ...words]: readonly string[], context: Context): Judgement {
  const rest =
    words[0] === 'queue_mask' && /^(?:0x)?[0-9a-f]{1,64}$/i.test(words[1] ?? '') ? words.slice(2) : words;
  if (changes.has(rest[0] ?? '')) return harmful('writes', 'ethtool changes queues of the device');
  const isShow = rest.length === 1 && ['-c', '--show-coalesce'].includes(rest[0] ?? '');
  return firstHarm([
    judgeShow(bare, [device], context),
    isShow ? harmless : harmful('unreadable', 'ethtool -Q shows coalescing alone'),
  ]);
}

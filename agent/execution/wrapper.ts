/** What the wrapper says on descriptor 4. */
export const wrapperNews = { joined: 'R', failed: 'F' } as const;

/**
 * The shell text that stands between the spawn and the tool. Its arguments are cgroup files, `--`, and the tool
 * with its arguments; they travel as `"$@"` and are never part of the text. In order: join each cgroup (`EINVAL`
 * tried 5 times), write `R` to descriptor 4, wait for a line on 3, exec with both closed and the network's too. Every other way out
 * writes `F<code>` to 4 (125: not released, 126: not joined or not executable, 127: not found), so that end of file
 * with nothing after `R` is the execve itself; and when the agent dies meanwhile the line never comes and the tool
 * never runs.
 */
export const wrapperText = `set -f
trap 'printf "F%d" "$?" >&4' EXIT
while [ "$1" != -- ]; do
  left=5
  until printf 0 >"$1"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || exit 126
  done
  shift
done
shift
printf R >&4
read -r line <&3 || exit 125
exec "$@" 3<&- 4>&- 6<&-`;

/** The descriptor of the pinned executable in the chain. */
const binaryDescriptor = 5;
/** The descriptor of the network namespace to run in. */
const networkDescriptor = 6;

export interface ChainRequest {
  readonly capabilities: readonly string[];
  readonly joinFiles: readonly string[];
  readonly args: readonly string[];
  /** Whether descriptor 6 is a network namespace to run in. */
  readonly entersNetwork?: boolean;
  /** RLIMIT_FSIZE in bytes; 0: unlimited. */
  readonly fileSizeBytes: number;
}

/**
 * The whole command line: nsenter enters the network while the rights for it are there, setpriv drops rights and ties the life to the agent's, prlimit bounds files and forbids
 * cores, the wrapper joins and waits, the tool is last.
 */
export function makeChain(request: ChainRequest): readonly string[] {
  const capabilities = ['-all', ...request.capabilities.map((name) => `+${name}`)].join(',');
  const enter = ['nsenter', `--net=/proc/self/fd/${networkDescriptor}`, '--'];
  return [
    ...(request.entersNetwork === true ? enter : []),
    'setpriv',
    '--pdeathsig',
    'KILL',
    '--no-new-privs',
    '--bounding-set',
    capabilities,
    '--inh-caps',
    capabilities,
    '--ambient-caps',
    '-all',
    '--',
    'prlimit',
    '--core=0',
    `--fsize=${request.fileSizeBytes > 0 ? Math.floor(request.fileSizeBytes) : 'unlimited'}`,
    '--',
    'sh',
    '-c',
    wrapperText,
    'join',
    ...request.joinFiles,
    '--',
    `/proc/self/fd/${binaryDescriptor}`,
    ...request.args,
  ];
}

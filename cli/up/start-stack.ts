import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { toHolderName } from '../../shared/pki/certificate-holder.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { replaceFile } from '../../shared/runtime/durable-files.ts';
import { toUpFilePath, type UpFile } from '../connection/up-file.ts';
import { toAgentEnvironment, toCoordinatorEnvironment } from './child-environments.ts';
import type { ProcessStarter } from './child-process.ts';
import { takeLock } from './lock.ts';
import { checkPortsFree, type ListenAddresses } from './ports.ts';
import { makeStateDirectory } from './state-directory.ts';
import { type Supervised, startSupervised, stopSupervised } from './supervise.ts';

export interface StackOptions {
  readonly stateDirectory: string;
  readonly addresses: ListenAddresses;
  readonly nodeName: string;
  readonly login: string;
  readonly toolPaths: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly logLevel: string;
  readonly failpoints: string;
  readonly childEnvironment: Readonly<Record<string, string>>;
}

export interface StackDependencies {
  readonly starter: ProcessStarter;
  readonly clock: Clock;
  readonly nodePath: string;
  readonly pid: number;
  readonly note: (text: string) => void;
}

/** A coordinator and an agent that run on this machine. */
export interface Stack {
  readonly upFile: UpFile;
  /** Resolves with what is known about a child that ended by itself. */
  readonly broken: Promise<string>;
  /** Agent first, which stops tools and uploads what it has, then the coordinator. */
  stop(): Promise<void>;
}

const agentGraceMs = 60_000;
const coordinatorGraceMs = 15_000;
const coordinatorMain = fileURLToPath(new URL('../../coordinator/main.ts', import.meta.url));
const agentMain = fileURLToPath(new URL('../../agent/main.ts', import.meta.url));

/** `stop` gives up a start that is under way, `kill` cuts every wait for an end short. */
export interface StackSignals {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

/** Starts both and writes `up.json`. Where that fails, whatever was started is stopped and a CliError thrown. */
export async function startStack(
  options: StackOptions,
  deps: StackDependencies,
  signals: StackSignals,
): Promise<Stack> {
  const state = await makeStateDirectory(options.stateDirectory);
  await using resources = new AsyncDisposableStack();
  resources.use(await takeLock(state.root, deps.pid));
  await rm(toUpFilePath(state.root), { force: true });
  await checkPortsFree(options.addresses);
  const authority = await ensureAuthority(state.pki);
  const coordinatorFiles = await issueCertificate(authority, { kind: 'coordinator' });
  const agentFiles = await issueCertificate(authority, { kind: 'node', name: options.nodeName });
  await issueCertificate(authority, { kind: 'user', name: toHolderName(options.login, 'user') });

  const settings = { ...options, state, authority, inherited: options.childEnvironment };
  const start = async (
    title: string,
    main: string,
    logPath: string,
    graceMs: number,
    environment: Readonly<Record<string, string>>,
  ): Promise<Supervised> => {
    const child = await startSupervised(
      title,
      { file: deps.nodePath, args: [main], directory: state.root, environment, logPath },
      deps,
      signals.stop,
    );
    resources.defer(async () => {
      if ((await stopSupervised(child, graceMs, deps.clock, signals.kill)) === 'killed')
        deps.note(`Killed the ${title}`);
    });
    return child;
  };
  const coordinator = await start(
    'coordinator',
    coordinatorMain,
    state.coordinatorLog,
    coordinatorGraceMs,
    toCoordinatorEnvironment(settings, coordinatorFiles),
  );
  const addressOf = (key: string): string => coordinator.ready.get(key) ?? '';
  deps.note(
    `Coordinator ready: API ${addressOf('apiAddress')}, agents ${addressOf('agentAddress')}, operations http://${addressOf('opsAddress')}`,
  );
  const agentEnvironment = toAgentEnvironment(
    { ...settings, coordinatorAddress: addressOf('agentAddress') },
    agentFiles,
  );
  const agent = await start('agent', agentMain, state.agentLog, agentGraceMs, agentEnvironment);
  const upFile: UpFile = {
    pid: deps.pid,
    apiAddress: addressOf('apiAddress'),
    agentAddress: addressOf('agentAddress'),
    opsAddress: addressOf('opsAddress'),
    node: agent.ready.get('node') ?? options.nodeName,
    startedAt: new Date(deps.clock.unixUs() / 1000).toISOString(),
  };
  await replaceFile(toUpFilePath(state.root), `${JSON.stringify(upFile, null, 2)}\n`);
  resources.defer(async () => await rm(toUpFilePath(state.root), { force: true }));
  deps.note(`Agent ready: node ${upFile.node}`);

  const running = resources.move();
  const ends = [coordinator, agent].map(async (child) => await child.describeEnd(await child.child.ended));
  return {
    upFile,
    broken: Promise.race(ends),
    stop: async () => await running.disposeAsync(),
  };
}

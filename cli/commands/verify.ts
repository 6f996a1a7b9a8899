import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { manifestFileName } from '../../shared/domain/bundle-path.ts';
import { listenForInterruptions } from '../capture/interruptions.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  addConnectionOptions,
  addNamespaceOption,
  type GlobalOptions,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';
import { toPrintable } from '../output/printable.ts';
import { quoteWord } from '../output/quote-word.ts';
import { type ReadManifest, readExpectedFiles } from '../verify/expected-files.ts';
import { renderVerdict, summarizeFaults } from '../verify/render-verdicts.ts';
import type { FileVerdict } from '../verify/verdict.ts';
import { listStrangers, verifyFolder } from '../verify/verify-folder.ts';
import { verifyStore } from '../verify/verify-store.ts';

export function addVerifyCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('verify')
    .description('compare the files of a capture with its manifest: of a folder, or in the store')
    .argument('<folder or name>', 'folder that a download made, or name of a capture')
    .option('--store', 'the argument is a name, even where a folder is called so')
    .addHelpText(
      'after',
      `
A folder is compared offline, without any server. A name means the store: every
byte is read from it, and nothing is written here.

Exit codes: 0 all files are as the manifest says, 1 a file is damaged or missing`,
    )
    .action(async (target: string, options: { readonly store?: boolean }) => {
      const globals = readGlobalOptions(command, context);
      const isFolder =
        options.store !== true &&
        (target.includes('/') || target.startsWith('.') || existsSync(join(target, manifestFileName)));
      if (isFolder) await verifyInFolder(target, globals, context);
      else await verifyInStore(target, globals, context);
    });
  addConnectionOptions(addNamespaceOption(command));
}

async function verifyInFolder(
  directory: string,
  globals: GlobalOptions,
  context: CommandContext,
): Promise<void> {
  const path = join(directory, manifestFileName);
  const manifest = toFiles(`folder "${directory}"`, readExpectedFiles(await readText(path)));
  const verdicts: FileVerdict[] = [];
  for await (const verdict of verifyFolder(directory, manifest.files)) {
    verdicts.push(verdict);
    context.stdout.write(renderVerdict(verdict));
  }
  if (!globals.quiet)
    for (const stranger of await listStrangers(directory, manifest.files))
      context.stderr.write(`"${toPrintable(stranger)}" is no file of the manifest\n`);
  conclude(`folder "${directory}"`, verdicts, `toe download ${quoteWord(manifest.name)}`, globals, context);
}

async function verifyInStore(name: string, globals: GlobalOptions, context: CommandContext): Promise<void> {
  using interruptions = listenForInterruptions(context.signals);
  const signal = AbortSignal.any([interruptions.stop, interruptions.leave]);
  await withClient(globals, context, async (client, namespace) => {
    const ref = { namespace, name };
    const what = `capture "${name}" in the store`;
    const text = await client.readManifest(ref);
    if (text === undefined) {
      throw new CliError(
        `Cannot verify ${what}: it has no manifest: it has not ended, or its files are gone`,
        {
          next: `toe get ${name}${globals.suffix}`,
        },
      );
    }
    const { files } = toFiles(what, readExpectedFiles(text));
    const verdicts: FileVerdict[] = [];
    const onVerdict = (verdict: FileVerdict): void => {
      verdicts.push(verdict);
      context.stdout.write(renderVerdict(verdict));
    };
    await verifyStore(ref, files, { client, clock: context.clock }, onVerdict, signal);
    if (signal.aborted) {
      context.exitWith(exitCodes.interrupted);
      if (!globals.quiet)
        context.stderr.write(`Interrupted after ${verdicts.length} of ${files.length} files\n`);
    } else conclude(what, verdicts, `toe get ${name} -o yaml${globals.suffix}`, globals, context);
  });
}

function conclude(
  what: string,
  verdicts: readonly FileVerdict[],
  next: string,
  globals: GlobalOptions,
  context: CommandContext,
): void {
  const faults = summarizeFaults(verdicts);
  if (faults !== undefined) throw new CliError(`Cannot verify ${what}: ${faults}`, { next });
  const intact = verdicts.filter(({ kind }) => kind === 'intact').length;
  if (!globals.quiet) context.stderr.write(`${intact} files are as the manifest says\n`);
}

function toFiles(what: string, read: ReadManifest): Extract<ReadManifest, { kind: 'read' }> {
  if (read.kind === 'read') return read;
  throw new CliError(`Cannot verify ${what}: its manifest cannot be used: ${read.why}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(
      `Cannot verify: the manifest cannot be read: ${why}: name a folder that "toe download" made, or a capture`,
      { exitCode: exitCodes.usage, cause: error },
    );
  }
}

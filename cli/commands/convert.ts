import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { hasCode } from '../../shared/runtime/has-code.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { convertManifests } from '../convert/convert-manifests.ts';
import type { ConvertedPart } from '../convert/converted-part.ts';
import { readManifests } from '../convert/read-manifests.ts';
import { renderDocuments } from '../convert/render-documents.ts';
import { countEffects, renderReport } from '../convert/render-report.ts';
import { isTrouble } from '../convert/report-line.ts';
import { exitCodes } from '../exit-codes.ts';
import { readGlobalOptions } from '../global-options.ts';
import { foldText } from '../output/fold-text.ts';
import { toPrintable } from '../output/printable.ts';

interface ConvertOptions {
  readonly file: readonly string[];
  readonly output?: string;
  readonly force?: boolean;
}

export function addConvertCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('convert')
    .description('turn manifests of the existing TOE, or of KubeCoDriver, into ours')
    .requiredOption('-f, --file <file>', 'a YAML file, or - for standard input; may be repeated', collect)
    .option('-o, --output <file>', 'write there instead of to stdout')
    .option('--force', 'replace the file of --output')
    .option('--quiet', 'tell only what asks for attention')
    .addHelpText(
      'after',
      `
stderr tells of every field what became of it: FILE:LINE: FIELD: what.
Exit codes: 0 all is carried or explained, 2 usage or an unusable file, 3 something
cannot be honoured`,
    )
    .action(async (options: ConvertOptions) => {
      const { quiet } = readGlobalOptions(command, context);
      const { parts, report } = await convert(options.file, context.stdin);
      await write(renderDocuments(parts), options, context);
      const hasTrouble = report.some(isTrouble);
      const columns = context.stderr.isTTY === true ? (context.stderr.columns ?? 80) : 80;
      context.stderr.write(renderReport(quiet ? report.filter(isTrouble) : report, columns));
      if (!quiet)
        context.stderr.write(summarize(columns, parts, countEffects(report), options.output, hasTrouble));
      context.exitWith(hasTrouble ? exitCodes.partial : exitCodes.ok);
    });
}

async function convert(
  names: readonly string[],
  stdin: NodeJS.ReadableStream,
): Promise<Extract<ReturnType<typeof convertManifests>, { readonly kind: 'converted' }>> {
  const read = await readManifests(names, stdin);
  if (read.kind === 'unreadable') throw unusable(read.faults);
  const converted = convertManifests(read.manifests);
  if (converted.kind === 'unusable') throw unusable(converted.faults);
  return converted;
}

function unusable(faults: readonly string[]): CliError {
  return new CliError(faults.flatMap((fault) => foldText(toPrintable(fault), 80, '    ')).join('\n'), {
    exitCode: exitCodes.usage,
    next: 'toe convert --help',
  });
}

async function write(
  text: string,
  { output, force }: ConvertOptions,
  context: CommandContext,
): Promise<void> {
  if (output === undefined || output === '-') {
    context.stdout.write(text);
    return;
  }
  try {
    await writeFile(output, text, { flag: force === true ? 'w' : 'wx' });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      throw new CliError(`Cannot write "${output}": it is there already`, {
        exitCode: exitCodes.usage,
        next: 'the same command with --force, or with another --output',
      });
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`Cannot write "${output}": ${why}`, { cause: error });
  }
}

function summarize(
  columns: number,
  parts: readonly ConvertedPart[],
  effects: string,
  output: string | undefined,
  hasTrouble: boolean,
): string {
  const count = (kind: string): number => parts.filter(({ document }) => document?.kind === kind).length;
  const file = output === undefined || output === '-' ? 'FILE' : output;
  const mend = hasTrouble ? 'mend what is lost, then ' : '';
  const lines = [
    `Converted ${count('converted')}, passed through ${count('unchanged')}: ${effects}`,
    `Next: ${mend}kubectl apply --dry-run=server -f ${file}`,
  ];
  return lines
    .flatMap((line) => foldText(line, columns, '    '))
    .map((line) => `${line}\n`)
    .join('');
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

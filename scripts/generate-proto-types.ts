/**
 * Writes shared/rpc/generated from proto/toe/v1. With --check it writes nothing and fails where the committed
 * files differ from what the protos say.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'shared/rpc/generated');
const fresh = mkdtempSync(join(tmpdir(), 'toe-proto-'));

try {
  generate(fresh);
  if (process.argv.includes('--check')) check();
  else replace();
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function generate(outDir: string): void {
  const options = ['--longs=Number', '--enums=String', '--defaults', '--oneofs', '--includeComments=false'];
  const files = ['agent', 'artifact', 'capture'].map((name) => `toe/v1/${name}.proto`);
  const generator = join(root, 'node_modules/.bin/proto-loader-gen-types');
  execFileSync(
    generator,
    [
      ...options,
      '--grpcLib=@grpc/grpc-js',
      '--importFileExtension=.ts',
      `--outDir=${outDir}`,
      '-I',
      'proto',
      '--',
      ...files,
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

function replace(): void {
  rmSync(target, { recursive: true, force: true });
  cpSync(fresh, target, { recursive: true });
}

function check(): void {
  const stale = [...new Set([...filesOf(fresh), ...filesOf(target)])].filter(
    (file) => read(join(fresh, file)) !== read(join(target, file)),
  );
  if (stale.length === 0) return;
  process.stderr.write(`Stale: ${stale.join(', ')}: run npm run generate\n`);
  process.exitCode = 1;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

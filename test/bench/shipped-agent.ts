import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The agent as its image ships it: bundled, with the image's options of Node and its environment. */
export interface ShippedAgent extends AsyncDisposable {
  readonly main: string;
  readonly nodeFlags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Bundles it into a directory of its own; what it is started with is read from `Dockerfile.agent`. */
export async function bundleShippedAgent(): Promise<ShippedAgent> {
  const image = await readFile(join(root, 'Dockerfile.agent'), 'utf8');
  const directory = await mkdtemp(join(tmpdir(), 'toe-bundle-'));
  execFileSync(process.execPath, [join(root, 'scripts/bundle-agent.ts'), join(directory, 'dist')]);
  await symlink(join(root, 'proto'), join(directory, 'proto'));
  const entry: unknown = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(image)?.[1] ?? '[]');
  const [, ...words] = Array.isArray(entry) ? entry.map(String) : [];
  const script = words.pop() ?? '';
  const settings = /^ENV (.*)$/m.exec(image)?.[1]?.split(' ') ?? [];
  return {
    main: join(directory, script),
    nodeFlags: words,
    environment: Object.fromEntries(settings.map((each) => each.split('=') as [string, string])),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

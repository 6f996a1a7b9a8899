import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface PackageFile {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Directories of the named packages and of all that they need; what is optional, where it is installed. */
export function listPackages(project: string, names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string, isNeeded: boolean): void => {
    const directory = findPackage(name, from);
    if (directory === undefined) {
      if (isNeeded) throw new Error(`Cannot find package "${name}": run npm ci`);
      return;
    }
    if (found.has(directory)) return;
    found.add(directory);
    const file = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as PackageFile;
    for (const each of Object.keys(file.dependencies ?? {})) visit(each, directory, false);
    for (const each of Object.keys(file.optionalDependencies ?? {})) visit(each, directory, false);
    for (const each of Object.keys(file.peerDependencies ?? {}))
      if (file.peerDependenciesMeta?.[each]?.optional !== true) visit(each, directory, false);
  };
  for (const name of names) visit(name, project, true);
  return [...found].filter((each) => ![...found].some((other) => each.startsWith(`${other}/`)));
}

/** As Node looks for it: in the directory's own `node_modules`, then in those above. */
function findPackage(name: string, from: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    const directory = join(at, 'node_modules', name);
    if (existsSync(join(directory, 'package.json'))) return directory;
    if (at === dirname(at)) return undefined;
  }
}

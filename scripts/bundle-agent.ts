/**
 * Bundles the agent for its image: `bundle-agent.ts DIRECTORY` writes DIRECTORY/agent/main.cjs, which finds the
 * .proto files two folders up from there, as the sources do. At rest it takes two thirds of the memory that the
 * sources take. CommonJS, since an ES module that imports `node:http` loads all that Node can do with HTTP: 12 MiB.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [directory] = process.argv.slice(2);

if (directory === undefined) {
  process.stderr.write('Cannot bundle the agent: no directory was given: bundle-agent.ts DIRECTORY\n');
  process.exitCode = 2;
} else {
  await build({
    absWorkingDir: root,
    entryPoints: ['agent/main.ts'],
    outfile: join(resolve(directory), 'agent', 'main.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node26',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
    logLevel: 'warning',
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
}

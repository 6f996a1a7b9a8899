import '../../agent/config.ts';
import '../../shared/domain/version-range.ts';

// Prints in how many milliseconds a process that has loaded other modules loads the grammars of all tools and makes
// their indexes, as an agent does when it starts.

const start = performance.now();
const { catalogue } = await import('../../shared/arguments/baseline/catalogue.ts');
const { optionIndexOf } = await import('../../shared/arguments/option-index.ts');
for (const { subcommands } of catalogue.values())
  for (const subcommand of subcommands) optionIndexOf(subcommand);
console.log(performance.now() - start);

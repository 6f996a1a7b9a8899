import { readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of aperf before its subcommand. */
export const aperf: ToolLines = {
  tool: 'aperf',
  subcommand: '',
  benign: [],
  hostile: readHostile(
    `
    subcommand 0 |
    subcommand 1 | rec
    subcommand 1 | Record
    subcommand 1 | records
    subcommand 1 | report
    subcommand 1 | report -r x -n y
    subcommand 1 | server
    subcommand 1 | server --mcp --port 80
    subcommand 1 | custom-pmu /x
    subcommand 1 | setup-shell-completions
    subcommand 1 | help
    subcommand 1 | help record
    subcommand 1 | --help
    subcommand 1 | -h
    subcommand 1 | -V
    subcommand 1 | --version
    subcommand 1 | -v record
    subcommand 1 | --tmp-dir / record
    subcommand 1 | --tmp-dir=/ record
    subcommand 1 | -t / record
    subcommand 1 | -- record
    subcommand 1 | - record
    subcommand 1 | record=1
    subcommand 1 | __proto__
    subcommand 1 | constructor
  `,
    [
      [['record '], 'subcommand', 1],
      [['record -r x'], 'subcommand', 1],
    ],
  ),
};

import { readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of py-spy before its subcommand. */
export const pySpy: ToolLines = {
  tool: 'py-spy',
  subcommand: '',
  benign: [],
  hostile: readHostile(
    `
    subcommand 0 |
    subcommand 1 | rec --pid 1234
    subcommand 1 | r --pid 1234
    subcommand 1 | Record --pid 1234
    subcommand 1 | recording --pid 1234
    subcommand 1 | dum --pid 1234
    subcommand 1 | d --pid 1234
    subcommand 1 | top --pid 1234
    subcommand 1 | t --pid 1234
    subcommand 1 | completions bash
    subcommand 1 | help
    subcommand 1 | help record
    subcommand 1 | --version
    subcommand 1 | -V
    subcommand 1 | -h
    subcommand 1 | --pid 1234 record
    subcommand 1 | -n record --pid 1234
    subcommand 1 | -- record --pid 1234
    subcommand 1 | __proto__ --pid 1234
  `,
    [
      [['record --pid 1234'], 'subcommand', 1],
      [['record ', '--pid', '1234'], 'subcommand', 1],
    ],
  ),
};

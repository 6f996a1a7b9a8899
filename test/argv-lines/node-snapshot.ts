import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of the built-in node-snapshot. */
export const nodeSnapshot: ToolLines = {
  tool: 'node-snapshot',
  subcommand: '',
  benign: readBenign(
    `
     =>
  `,
  ),
  hostile: readHostile(
    `
    option 1 | -a
    option 1 | --all
    option 1 | --
    operand 1 | -
    operand 1 | 1
    operand 1 | 1 1
    operand 1 | sleep 5
    operand 1 | record
    option 1 | -o /x
    operand 1 | /etc/shadow
    operand 1 | {out:snapshot}
    operand 1 | __proto__
  `,
    [
      [[' '], 'operand', 1],
      [[''], 'shape', 1],
    ],
  ),
};

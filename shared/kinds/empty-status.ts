import type { PowerToolStatus } from './power-tool.ts';

/** All of a status but its phase, of a PowerTool that nothing has been done for. */
export const emptyStatus: Omit<PowerToolStatus, 'phase'> = {
  conditions: [],
  nodes: {
    matched: 0,
    selected: 0,
    running: 0,
    captured: 0,
    verified: 0,
    failed: 0,
    refused: 0,
    lost: 0,
    late: 0,
  },
  bytes: { captured: 0, stored: 0 },
  artifacts: [],
  failures: [],
  reports: [],
};

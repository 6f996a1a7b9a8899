import type { ToolDefaults } from './tool-baseline.ts';

/** What a tool runs with where nobody says otherwise and its file does not either. */
export const commonDefaults: Omit<ToolDefaults, 'description' | 'path'> = {
  memory: '512Mi',
  pids: 64,
  outputBytes: '4Gi',
  duration: '1h',
  environment: {},
};

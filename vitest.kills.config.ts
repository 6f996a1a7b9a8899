import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/kills/**/*.{test,kills}.ts'],
    env: { TOE_KILLS: 'all' },
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});

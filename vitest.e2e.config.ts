import { defineConfig } from 'vitest/config';

/** Needs a cluster, so that `npm test` does not run it; docs/kubernetes.md. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    testTimeout: 300_000,
    hookTimeout: 900_000,
    fileParallelism: false,
  },
});

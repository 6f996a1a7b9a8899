import { defineConfig } from 'vitest/config';

/** Run inside the guest of `npm run test:cgroup2`, one process for all files: starting one costs it seconds. */
export default defineConfig({
  cacheDir: '/tmp/vite',
  test: {
    include: ['shared/cgroup/cgroup-host.test.ts', 'test/cgroup2/**/*.guest.ts'],
    reporters: ['./test/cgroup2/line-reporter.ts'],
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

import { defineConfig } from 'vitest/config'

// Tests run as compiled, beside the code that users run: `npm run build` first (`npm test` does).
export default defineConfig({
  test: {
    include: ['dist/test/**/*.test.js'],
    exclude: process.env.SOFTPA_SLOW ? [] : ['dist/test/**/*.slow.test.js'],
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
})

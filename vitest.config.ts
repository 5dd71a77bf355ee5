import { defineConfig } from 'vitest/config'

const seconds = 1000

/** One project for each kind of test, so that `pnpm test:unit` stays quick; `scripts/test.mjs` runs them all. */
function project(name: string, include: string[], timeout: number) {
  return { test: { name, include, testTimeout: timeout, hookTimeout: timeout } }
}

export default defineConfig({
  test: {
    projects: [
      project(
        'unit',
        ['packages/*/test/**/*.test.ts', 'tests/house/**/*.test.ts', 'tests/cli/**/*.test.ts', 'tests/isolation/**/*.test.ts'],
        30 * seconds,
      ),
      project('conformance', ['tests/conformance/**/*.test.ts', 'tests/go/**/*.test.ts'], 120 * seconds),
      project(
        'bundlers',
        ['tests/bundlers/**/*.test.ts', 'tests/consumer/**/*.test.ts', 'tests/frameworks/**/*.test.ts'],
        120 * seconds,
      ),
      project('fuzz', ['tests/fuzz/**/*.test.ts'], 600 * seconds),
      project('browser', ['tests/browser/**/*.test.ts'], 120 * seconds),
    ],
  },
})

import { configDefaults, defineConfig } from 'vitest/config'

const seconds = 1000

/** One project for each kind of test, so that `pnpm test:unit` stays quick; `scripts/test.mjs` runs them all. */
function project(name: string, include: string[], timeout: number, exclude: string[] = []) {
  return {
    test: { name, include, exclude: [...configDefaults.exclude, ...exclude], testTimeout: timeout, hookTimeout: timeout },
  }
}

/** Tests of one package that take seconds have this name, so that they do not hold up the others. */
const slow = 'packages/*/test/**/*.slow.test.ts'

export default defineConfig({
  test: {
    projects: [
      project('unit', ['packages/*/test/**/*.test.ts', 'tests/house/**/*.test.ts', 'tests/scripts/**/*.test.ts'], 30 * seconds, [
        slow,
      ]),
      // Tests that start processes, convert real programs, or try thousands of hostile inputs.
      project(
        'integration',
        [slow, 'tests/modes/**/*.test.ts', 'tests/cli/**/*.test.ts', 'tests/isolation/**/*.test.ts', 'tests/soak/**/*.test.ts'],
        60 * seconds,
      ),
      project('conformance', ['tests/conformance/**/*.test.ts', 'tests/go/**/*.test.ts'], 120 * seconds),
      project('bundlers', ['tests/bundlers/**/*.test.ts', 'tests/consumer/**/*.test.ts'], 120 * seconds),
      project('frameworks', ['tests/frameworks/**/*.test.ts'], 120 * seconds),
      // The site builds, and what its pages show runs.
      project('docs', ['tests/docs/**/*.test.ts'], 240 * seconds),
      project('fuzz', ['tests/fuzz/**/*.test.ts'], 600 * seconds),
      // In CI, these also run in other versions of Node: `scripts/engines.mjs` lists them.
      project('engines', ['tests/engines/**/*.test.ts', 'tests/modes/node.test.ts'], 120 * seconds),
      project('browser', ['tests/browser/**/*.test.ts'], 120 * seconds),
    ],
  },
})

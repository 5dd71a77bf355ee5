// The cells of the support tables. Each says what happens, and names its tests as `path > text in the test file`.

export const guests = (about) => `tests/isolation/guests.ts > ${about}`
export const refusal = (is) => `packages/core/test/classify-worlds.test.ts > ${is}`
export const runtime = (file, name) => `packages/runtime/test/${file}.test.ts > ${name}`
export const core = (file, name) => `packages/core/test/${file}.test.ts > ${name}`
export const libraries = (name) => `tests/isolation/libraries.test.ts > ${name}`
export const portable = 'tests/isolation/guests.test.ts > as a portable component'
export const wild = (file, name) => `tests/wild/rows/${file}.mjs > name: '${name}'`
export const command = (file, name) => `tests/cli/${file}.test.ts > ${name}`

/** Runs, as an ES module and with `unwasi run`, or can be made. */
export const yes = (...tests) => ({ says: 'yes', tests })
/** Is refused at build time, with the reason and the remedy. */
export const refused = (...tests) => ({ says: 'refused', tests })
export const says = (text, ...tests) => ({ says: text, tests })
/** Runs, as the tests of programs that others published show. */
export const fetched = (...tests) => ({ says: 'fetched', tests })
/** The engine decides. */
export const engines = (...tests) => ({ says: 'in engines that have them: `unwasi inspect` says which', tests })
/** No test shows it. */
export const untested = { says: 'not tested', tests: [] }
/** Does not apply. */
export const none = { says: '', tests: [] }

import { page } from '../recipe.js'

const section = ''
/** Scripts that the tests of examples run. */
const tested = (folder: string, testedBy: string) =>
  page(`examples/${folder}/README.md`, [{ section: '', scripts: `examples/${folder}`, testedBy }])

const greetings = /1\. Hello, Ada\n {2}2\. Hallo, Grace\n/

export default [
  page('examples/deno/README.md', [{ section, copyOf: 'deno', prints: greetings }]),
  page('examples/node/README.md', [{ section, copyOf: 'node', prints: greetings }]),
  ...['vite-go', 'rollup-go', 'esbuild-go', 'webpack-go'].map((folder) => tested(folder, 'tests/bundlers/examples.test.ts')),
  ...['vite-react', 'sveltekit', 'next-webpack'].map((folder) => tested(folder, 'tests/frameworks/rows.ts')),
  tested('terminal', 'tests/browser/terminal.test.ts'),
  ...['go-format', 'typescript'].map((folder) => tested(folder, 'tests/browser/demonstrations.test.ts')),
]

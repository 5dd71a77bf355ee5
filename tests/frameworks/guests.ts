import { fixture } from '../../fixtures/index.mjs'

/** A command, a library and a component with typed interfaces. `work` uses all three, without top-level await. */
export const guests = (directory = '', query = '?component') => ({
  [`${directory}main.wasm`]: fixture('go'),
  [`${directory}library.wasm`]: fixture('library-pure'),
  [`${directory}typed.wasm`]: fixture('p2-typed'),
  [`${directory}work.js`]: `
import run from './main.wasm${query}'
import instantiate from './library.wasm${query}'
import typed from './typed.wasm${query}'

export async function work(name) {
  const { stdout } = await run(['args', name])
  const { add } = await instantiate()
  const { shapes } = await typed()
  return stdout + add(1, 2) + ' ' + shapes.greet(name)
}
`,
})

/** What `work(name)` returns. */
export const worked = (name: string) => `${name}\n3 hello, ${name}`

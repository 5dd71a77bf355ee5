import { compileFunction } from 'node:vm'
import { secured } from './glue.js'
import { Tool, type Vendored } from './tool.js'

interface Options {
  name: string
  instantiation: { tag: 'async' | 'sync' }
  importBindings: { tag: 'hybrid' }
  noNodejsCompat: boolean
  noComponentErrorWrapping: boolean
  base64Cutoff: number
}

interface Exports {
  $init: Promise<void>
  generate(
    component: Uint8Array,
    options: Options,
  ): { files: [name: string, bytes: Uint8Array][]; exports: [name: string, kind: 'function' | 'instance'][] }
}

const bindgen = new Tool(
  (): Promise<Vendored<Exports>> => import('../../dist/vendor/bindgen.js'),
  "jco's bindgen",
  'Report it with the output of `unwasi inspect --json` on this file; until then a component host (`wasmtime`) may take it.',
)

/** What bindgen makes of a typed component. */
export interface Bindings {
  /** Statements that declare the function `instantiate(getCoreModule, imports, instantiateCore)`, in strict mode: it gives `{ exports }`. */
  glue: string
  /** `.d.ts` files by name: the world's, `component.d.ts`, and one for each interface. */
  types: Record<string, string>
  /** Core modules by the names that the glue asks for. */
  modules: Record<string, Uint8Array>
  /** Names of its exports; interfaces have a short and a full one. */
  exports: string[]
}

const NAME = 'component'
const text = new TextDecoder()

/** The glue without what makes it a module. */
function statements(module: string): string {
  const glue = module
    .replace(/^"use components";?\n/, '')
    .replaceAll(/^export (?=function|const)/gm, '')
    // What it does when it is not told where its modules are: bundlers take the URL for files to bundle.
    .replace(/^ *if \(!getCoreModule\) getCoreModule = .*\n/m, '')
    // A promise would take exports with a `then` among them for a promise: so what it resolves to is an object with the exports.
    .replace('if (resolve) return resolve(value);', 'if (resolve) return resolve({ exports: value });')
    .replace('else return value;', 'else return { exports: value };')
    // Where it is a script in a page, these end it or hide its end, in whatever string they are.
    .replaceAll(/<(?=\/script|!--)/gi, '\\x3c')
  if (glue.split('{ exports: value }').length !== 3) throw new Error('it made glue that returns in another way')
  if (glue.includes('import.meta')) throw new Error('it made glue that asks where it is')
  // jco takes some names for identifiers that are none, `arguments` for one.
  const closed = secured(glue)
  compileFunction(`'use strict'\n${closed}`)
  return closed
}

/**
 * JavaScript glue for a typed component. `hybrid`: our host functions are called by core wasm directly, at the level of the canonical
 * ABI. https://github.com/bytecodealliance/jco/blob/main/docs/src/optimized-host-bindings.md
 */
export function bindings(component: Uint8Array): Promise<Bindings> {
  return bindgen.run('make the glue of the component', ({ generate }) => {
    const { files, exports } = generate(component, {
      name: NAME,
      // Awaits only what is a promise, so that the same glue also runs synchronously.
      instantiation: { tag: 'async' },
      importBindings: { tag: 'hybrid' },
      noNodejsCompat: true,
      noComponentErrorWrapping: false,
      base64Cutoff: 0,
    })
    const ending = (end: string) => files.filter(([name]) => name.endsWith(end))
    const [script] = ending(`${NAME}.js`)
    if (script === undefined) throw new Error('there is no JavaScript among the files that it made')
    return {
      glue: statements(text.decode(script[1])),
      types: Object.fromEntries(ending('.d.ts').map(([name, bytes]) => [name, text.decode(bytes)])),
      modules: Object.fromEntries(ending('.wasm')),
      exports: exports.map(([name]) => name),
    }
  })
}

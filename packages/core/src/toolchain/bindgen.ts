import { UnwasiError } from '../errors.js'
import { decode } from '../read/component/decode.js'
import { coreModuleRanges } from '../read/component.js'
import { declarationsOf, type Declarations } from './bindgen/declarations.js'
import { withPlainDocs } from './bindgen/docs.js'
import { gluedFunction } from './bindgen/glue.js'
import { shortNames } from './bindgen/names.js'
import { Tool, type Vendored } from './tool.js'

// All that is known of jco's output is here and in the folder beside this file.

export { shortName } from './bindgen/names.js'

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

type Range = readonly [start: number, end: number]

/** Everything that binds a component with typed interfaces to JavaScript. */
export interface Bindings {
  /** Statements that declare the function `instantiate(getCoreModule, imports, instantiateCore)`, in strict mode: it gives `{ exports }`. */
  glue: string
  /** Where the core modules lie in the component, by the names that the glue asks for. */
  modules: Readonly<Record<string, Range>>
  /** The names by which functions and interfaces can be exported. */
  exports: readonly string[]
  types: Declarations
}

const NAME = 'component'
const text = new TextDecoder()

/**
 * JavaScript glue for a typed component, and its types. `hybrid`: core wasm calls our host functions directly, at the level of the canonical
 * ABI. https://github.com/bytecodealliance/jco/blob/main/docs/src/optimized-host-bindings.md
 */
export async function bindings(component: Uint8Array): Promise<Bindings> {
  const plain = withPlainDocs(component)
  const { glue, declarations, modules, names } = await bindgen.run('make the glue of the component', ({ generate }) => {
    const { files, exports } = generate(plain, {
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
      glue: gluedFunction(text.decode(script[1])),
      declarations: Object.fromEntries(ending('.d.ts').map(([name, bytes]) => [name, text.decode(bytes)])),
      modules: ending('.wasm'),
      names: exports.map(([name]) => name),
    }
  })
  const exports = shortNames(names)
  return { glue, modules: rangesOf(modules, plain), exports, types: declarationsOf(declarations, exports) }
}

/** Where the modules that the glue asks for lie in the component, which is shipped as it is. */
function rangesOf(modules: readonly (readonly [name: string, bytes: Uint8Array])[], component: Uint8Array): Bindings['modules'] {
  const ranges = coreModuleRanges(decode(component).items)
  return Object.fromEntries(
    modules.map(([file, bytes]) => {
      const range = ranges.find(([start, end]) => Buffer.compare(component.subarray(start, end), bytes) === 0)
      if (range) return [file, range]
      throw new UnwasiError({
        code: 'UNSUPPORTED',
        headline: `the component needs its core module ${file} changed`,
        why: "jco rewrites modules for engines that lack a feature, and such a module can't be shipped as it is.",
        fix: 'Build it without multi-memory, or transpile it with jco.',
      })
    }),
  )
}

import { sameBytes, toBase64 } from '../bytes.js'
import { UnwasiError } from '../errors.js'
import type { Cache } from '../platform/index.js'
import { decode } from '../read/component/decode.js'
import { readModule } from '../read/core-module.js'
import { allModuleRanges, readAllModules, readComponent } from '../read/component.js'
import { withoutBodies } from './bindgen/bodies.js'
import { declarationsOf, type Declarations } from './bindgen/declarations.js'
import { withPlainDocs } from './bindgen/docs.js'
import { gluedFunction } from './bindgen/glue.js'
import { shortNames } from './bindgen/names.js'
import { withPlainFunctions } from './bindgen/plain-functions.js'
import { Tool } from './tool.js'

// Only this file and the folder beside it know the form of jco's output.

interface Options {
  name: string
  instantiation: { tag: 'async' | 'sync' }
  importBindings: { tag: 'hybrid' }
  noNodejsCompat: boolean
  noComponentErrorWrapping: boolean
  base64Cutoff: number
  multiMemory: boolean
}

interface Exports {
  $init: Promise<void>
  generate(
    component: Uint8Array,
    options: Options,
  ): { files: [name: string, bytes: Uint8Array][]; exports: [name: string, kind: 'function' | 'instance'][] }
}

const bindgen = new Tool<Exports>(
  () => import('../../dist/vendor/bindgen.js'),
  "jco's bindgen",
  'Report this error with the output of `unwasi inspect --json` for this file. In the meantime, a component host (`wasmtime run`) may be able to run the component.',
)

type Range = readonly [start: number, end: number]

/** Everything that binds a component with typed interfaces to JavaScript. */
export interface Bindings {
  /** Strict-mode statements that declare `instantiate(getCoreModule, imports, instantiateCore)`, which returns `{ exports }`. */
  glue: string
  /**
   * The ranges of the core modules in the component, by the names that the glue uses. A module that is not in the component connects
   * the components that it is composed of. This is the module itself, in base64.
   */
  modules: Readonly<Record<string, Range | string>>
  /** The names under which functions and interfaces can be exported. */
  exports: readonly string[]
  types: Declarations
}

const NAME = 'component'
const text = new TextDecoder()

/** Returns the bindings of a typed component. They are kept in `cache`, because bindgen takes longer than everything else. */
export async function bindings(component: Uint8Array, cache: Cache): Promise<Bindings> {
  return parse(text.decode(await cache.remember(['glue', component], async () => stringify(await make(component)))))
}

/** Returns the types of a component for which no glue is needed. */
export async function declared(component: Uint8Array, cache: Cache): Promise<Declarations> {
  const make = async (): Promise<Uint8Array> => {
    const types = await run('declare the types of the component', component, (plain, tool) => {
      const { declarations, names } = generated(plain, tool)
      return declarationsOf(declarations, shortNames(names))
    })
    return stringify({ glue: '', modules: {}, exports: [], types })
  }
  return parse(text.decode(await cache.remember(['types', component], make))).types
}

/** In JSON, a map is a list of pairs. */
interface Stored extends Omit<Bindings, 'types'> {
  types: Omit<Declarations, 'namespaces' | 'imports'> & {
    namespaces: [name: string, namespace: string][]
    imports: [name: string, type: string][]
  }
}

function stringify({ types, ...others }: Bindings): Uint8Array {
  const stored: Stored = { ...others, types: { ...types, namespaces: [...types.namespaces], imports: [...types.imports] } }
  return new TextEncoder().encode(JSON.stringify(stored))
}

function parse(json: string): Bindings {
  const { types, ...others }: Stored = JSON.parse(json)
  return { ...others, types: { ...types, namespaces: new Map(types.namespaces), imports: new Map(types.imports) } }
}

/**
 * Makes the JavaScript glue of a typed component, and its types. With `hybrid` bindings, core wasm calls our host functions
 * directly, at the level of the canonical ABI.
 * https://github.com/bytecodealliance/jco/blob/main/docs/src/optimized-host-bindings.md
 */
async function make(component: Uint8Array): Promise<Bindings> {
  const { composed } = readComponent(component)
  const made = await run('generate the glue of the component', component, (plain, tool) => {
    const { script, ...others } = generated(plain, tool)
    return { ...others, plain, glue: gluedFunction(script, composed) }
  })
  const { glue, declarations, modules, names, plain } = made
  const exports = shortNames(names)
  return { glue, modules: rangesOf(modules, plain, composed), exports, types: declarationsOf(declarations, exports) }
}

/**
 * Lets bindgen do `what` with the component. If it fails, it tries again without the bodies of functions, which may have instructions
 * that it does not know, such as those of exceptions. The error is that of the first attempt.
 */
async function run<T>(what: string, component: Uint8Array, use: (plain: Uint8Array, tool: Exports) => T): Promise<T> {
  const plain = plainly(component)
  try {
    return await bindgen.run(what, (tool) => use(plain, tool))
  } catch (error) {
    const failed = error instanceof UnwasiError && error.code === 'TOOLCHAIN'
    const bare = failed ? withoutBodies(plain, allModuleRanges(decode(plain).items)) : undefined
    if (bare === undefined) throw error
    return bindgen
      .run(what, (tool) => use(bare, tool))
      .catch(() => {
        throw error
      })
  }
}

/** Returns the component as bindgen gets it. Its core modules are where they were. */
const plainly = (component: Uint8Array): Uint8Array => withPlainFunctions(withPlainDocs(component), decode(component).items)

/** Runs bindgen, and sorts what it wrote. */
function generated(component: Uint8Array, { generate }: Exports) {
  const { files, exports } = generate(component, {
    name: NAME,
    // The glue only awaits promises, so that it also runs synchronously.
    instantiation: { tag: 'async' },
    importBindings: { tag: 'hybrid' },
    noNodejsCompat: true,
    noComponentErrorWrapping: false,
    base64Cutoff: 0,
    // By default, bindgen rewrites modules that have several memories, for engines without this feature. Such engines can't compile the
    // program, so that only the modules that connect components are worth it.
    multiMemory: readAllModules(component, decode(component).items).some(([, { features }]) => features.has('multi-memory')),
  })
  const ending = (end: string) => files.filter(([name]) => name.endsWith(end))
  const [script] = ending(`${NAME}.js`)
  if (script === undefined) throw new Error('None of the generated files is JavaScript.')
  return {
    script: text.decode(script[1]),
    declarations: Object.fromEntries(ending('.d.ts').map(([name, bytes]) => [name, text.decode(bytes)])),
    modules: ending('.wasm'),
    names: exports.map(([name]) => name),
  }
}

/** Whether bindgen made a module that connects components. Core modules never import all of this. */
function isAdapter(bytes: Uint8Array): boolean {
  const names = readModule(bytes).imports.map(({ module }) => module)
  return ['flags', 'callee', 'async'].every((name) => names.includes(name))
}

/** Returns the ranges of the modules that the glue uses in the component, which is shipped unchanged. */
function rangesOf(
  modules: readonly (readonly [name: string, bytes: Uint8Array])[],
  component: Uint8Array,
  composed: boolean,
): Bindings['modules'] {
  const ranges = allModuleRanges(decode(component).items)
  return Object.fromEntries(
    modules.map(([file, bytes]) => {
      const range = ranges.find(([start, end]) => sameBytes(component.subarray(start, end), bytes))
      if (range) return [file, range]
      if (composed && isAdapter(bytes)) return [file, toBase64(bytes)]
      throw new UnwasiError({
        code: 'UNSUPPORTED',
        headline: `a core module of the component would have to be rewritten (${file})`,
        why: 'jco rewrites core modules that use features which some engines lack. unwasi ships core modules unchanged.',
        fix: 'Build the component with fewer WebAssembly features, or transpile it with jco.',
      })
    }),
  )
}

import { readModule } from '../src/read/core-module.js'
import { sections } from '../src/read/sections.js'
import { Tool, type Vendored } from '../src/toolchain/tool.js'
import { SECTION } from '../src/wasm/format.js'
import { bytes, section, uleb } from './wasm-bytes.js'

interface Exports {
  $init: Promise<void>
  tools: {
    parse(text: string): Uint8Array
    componentEmbed(options: { binary: Uint8Array; witSource: string; world: string }): Uint8Array
    componentNew(module: Uint8Array, adapters: [string, Uint8Array][]): Uint8Array
  }
}

const wasmTools = new Tool((): Promise<Vendored<Exports>> => import('../dist/vendor/wasm-tools.js'), 'wasm-tools')

/** Assembles a component or a core module from its text, without validation. */
export const parse = (text: string): Promise<Uint8Array> => wasmTools.run('parse', ({ tools }) => tools.parse(text))

/** A component that implements the world of that name in `wit` by a core module in text form. */
export const implement = (world: string, wit: string, wat: string): Promise<Uint8Array> =>
  wasmTools.run('make a component', ({ tools }) =>
    tools.componentNew(tools.componentEmbed({ binary: tools.parse(wat), witSource: wit, world }), []),
  )

interface CommandText {
  /** Fields at the start of the component. */
  imports?: string
  /** Fields of the core module beside its function `run`. */
  core?: string
  /** Fields between the core module and its instance `$i`. */
  before?: string
  /** The arguments with which the core module is instantiated. */
  with?: string
  /** The core function that is lifted. */
  run?: string
  /** The options of the lifted function. */
  options?: string
  /** The export of `$run`. */
  exported?: string
}

/** The fields of a command that does nothing, with parts replaced. */
export const commandText = (parts: CommandText = {}): string => `(component
  ${parts.imports ?? ''}
  (core module $m ${parts.core ?? ''} (func (export "run") (result i32) i32.const 0))
  ${parts.before ?? ''}
  (core instance $i (instantiate $m ${parts.with ?? ''}))
  (func $run (result (result)) (canon lift (core func $i "${parts.run ?? 'run'}") ${parts.options ?? ''}))
  ${parts.exported ?? '(instance $r (export "run" (func $run))) (export "wasi:cli/run@0.2.0" (instance $r))'})`

const CODE_AND_DATA = [SECTION.custom, SECTION.element, SECTION.data, SECTION.dataCount] as number[]

/** A component whose core modules lack the parts that are not read: code, data, names. */
export function outlineOf(component: Uint8Array): Uint8Array {
  const parts = sections(component).map(({ id, start, body, end }) =>
    id === 1 ? bytes(section(1, moduleOutline(component.subarray(body, end)))) : component.subarray(start, end),
  )
  return new Uint8Array(Buffer.concat([component.subarray(0, 8), ...parts]))
}

function moduleOutline(module: Uint8Array): Uint8Array {
  const { functionCount } = readModule(module)
  const parts = sections(module).map(({ id, start, end }) => {
    if (CODE_AND_DATA.includes(id)) return []
    return id === SECTION.code ? section(id, uleb(functionCount), new Uint8Array(functionCount)) : module.subarray(start, end)
  })
  return bytes(module.subarray(0, 8), ...parts)
}

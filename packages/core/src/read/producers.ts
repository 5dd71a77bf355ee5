import { contains } from '../bytes.js'
import { UnwasiError } from '../errors.js'
import type { CoreModule, Custom } from './shapes.js'
import { Reader } from './reader.js'

/** A language or tool that took part in making a file. */
export interface Produced {
  /** The name, as the file has it: `Go`, `clang`, `wit-component`. */
  name: string
  /** The version without commit and build details; absent if the tool states no version. */
  version?: string
}

/** https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md */
export interface Producers {
  languages: Produced[]
  tools: Produced[]
  sdks: Produced[]
  /** What is wrong with the section, if it is damaged. */
  damaged?: string
}

/**
 * Returns what the producers section says, or empty lists if there is no such section. An ill-formed custom section does not make
 * a module ill-formed (core specification, "Custom Sections"). So `damaged` says what is wrong, and the lists end there.
 */
export function readProducers(bytes: Uint8Array, customs: readonly Custom[]): Producers {
  const found: Producers = { languages: [], tools: [], sdks: [] }
  const lists = new Map([
    ['language', found.languages],
    ['processed-by', found.tools],
    ['sdk', found.sdks],
  ])
  const damaged = eachCustom(bytes, customs, 'producers', (r) => {
    for (let fields = r.count(); fields > 0; fields--) {
      const list = lists.get(r.name())
      for (let values = r.count(); values > 0; values--) {
        const tool = produced(r.name(), r.name())
        list?.push(tool)
      }
    }
  })
  return damaged === undefined ? found : { ...found, damaged }
}

export interface TargetFeatures {
  /** `simd128`, `exception-handling`: what the compiler was told it may use. */
  features: string[]
  damaged?: string
}

/** https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md#target-features-section */
export function readTargetFeatures(bytes: Uint8Array, customs: readonly Custom[]): TargetFeatures {
  const features: string[] = []
  const damaged = eachCustom(bytes, customs, 'target_features', (r) => {
    for (let n = r.count(); n > 0; n--) {
      const used = r.u8() === 0x2b // '+'; '-' means that it must not be used
      const feature = r.name()
      if (used) features.push(feature)
    }
  })
  return damaged === undefined ? { features } : { features, damaged }
}

/** Reads every custom section of that name. Returns what is wrong with the first damaged one. */
function eachCustom(bytes: Uint8Array, customs: readonly Custom[], name: string, read: (r: Reader) => void): string | undefined {
  for (const custom of customs) {
    if (custom.name !== name) continue
    try {
      const r = new Reader(bytes, custom.data, custom.end, `${name} section`)
      read(r)
      r.finish()
    } catch (error) {
      if (error instanceof UnwasiError) return error.headline
      throw error
    }
  }
  return undefined
}

/** Compilers in order of precedence. Rust and TinyGo programs name clang too, for the C parts of their libraries. */
const COMPILERS: readonly (readonly [tool: RegExp, name: string])[] = [
  [/^TinyGo$/i, 'TinyGo'],
  [/^Go cmd\/compile$/, 'Go'],
  [/^Swift$/i, 'Swift'],
  [/^kotlin/i, 'Kotlin'],
  [/^zig$/i, 'Zig'],
  [/^(asc|AssemblyScript)$/i, 'AssemblyScript'],
  [/^javy/i, 'Javy'],
  [/^(ghc|Glasgow Haskell Compiler)/i, 'Haskell'],
  [/^emscripten/i, 'Emscripten'],
  [/^rustc$/, 'Rust'],
]

/**
 * Returns the toolchain that wrote a module, as far as the file shows. The producers section says so, or names that only one
 * toolchain uses. Returns `undefined` if there is no such trace (a stripped C program, hand-written code).
 */
export function toolchain(
  bytes: Uint8Array,
  module: Pick<CoreModule, 'imports' | 'exports' | 'customs' | 'features'>,
  producers: Producers,
): Produced | undefined {
  const { tools, languages } = producers
  const imports = (name: string) => module.imports.some((entry) => entry.module === name)
  const exports = (...names: string[]) => names.every((name) => module.exports.some((entry) => entry.name === name))
  const custom = (name: string) => module.customs.some((section) => section.name === name)

  // These programs are compiled from C or Rust underneath, but the user built them with these tools.
  const javy = custom('javy_source') || imports('javy_quickjs_provider_v1')
  if (javy) return tools.find(({ name }) => /^javy/i.test(name)) ?? { name: 'Javy' }
  if (imports('ghc_wasm_jsffi') || custom('ghc_wasm_jsffi') || exports('hs_init')) return { name: 'Haskell' }
  if (custom('emscripten_metadata') || exports('emscripten_stack_get_current')) {
    return { name: 'Emscripten' }
  }
  for (const [pattern, name] of COMPILERS) {
    const tool = tools.find((entry) => pattern.test(entry.name))
    if (tool) return { ...tool, name }
  }
  const swift = languages.find(({ name }) => name === 'Swift')
  if (swift) return swift
  if (custom('go:buildid') || custom('go.buildid')) return { name: 'Go' }
  if (imports('dart2wasm')) return { name: 'Dart' }
  if (exports('__new', '__pin', '__unpin', '__collect')) return { name: 'AssemblyScript' }
  if (exports('teavm_allocateString')) return { name: 'TeaVM' }
  if (module.features.has('gc') && mentions(bytes, 'kotlin.')) return { name: 'Kotlin' }
  const clang = tools.find(({ name }) => name === 'clang')
  if (!clang) return languages.length === 1 ? languages[0] : undefined
  // In newer releases, the version of wasi-sdk's clang says so: "19.1.5-wasi-sdk".
  const sdk = /^(.*)-wasi-sdk$/.exec(clang.version ?? '')
  return sdk?.[1] === undefined ? { ...clang, name: 'clang' } : { name: 'wasi-sdk clang', version: sdk[1] }
}

/** Whether a name or a string in the module has this text: names are in UTF-8, and strings may be in UTF-16. */
function mentions(bytes: Uint8Array, text: string): boolean {
  const ascii = [...text].map((character) => character.charCodeAt(0))
  return (
    contains(bytes, ascii) ||
    contains(
      bytes,
      ascii.flatMap((code) => [code, 0]),
    )
  )
}

function produced(name: string, version: string): Produced {
  // "21.1.4 (https://github.com/llvm/llvm-project 222fc…)", "1.96.0 (ac68faa20 2026-05-25)", "go1.26.8"
  const short = version
    .split('(', 1)[0]!
    .replace(/^go(?=\d)/, '')
    .trim()
  return short === '' ? { name } : { name, version: short }
}

import { UnwasiError } from '../errors.js'
import type { CoreModule, ValType } from '../read/shapes.js'
import type { FunctionExports, ValueExports } from './facts.js'
import { signatureText } from './names.js'
import { PART } from './worlds/toolchains.js'

const isScalar = (type: ValType) => type === 'i32' || type === 'i64' || type === 'f32' || type === 'f64'

/** The exported functions, without the entry points of WASI. */
export function functionExports(module: CoreModule): FunctionExports {
  const found: FunctionExports = { exports: [], others: [] }
  for (const { name, kind, index } of module.exports) {
    if (kind !== 'func' || name === '_initialize' || name === '_start') continue
    const type = module.funcType(index)
    if (type === undefined) continue
    const scalar = [...type.params, ...type.results].every(isScalar)
    found[scalar ? 'exports' : 'others'].push({ name, type })
  }
  return found
}

/** The exported memories and globals. Imported ones must have been refused before. */
export function valueExports({ exports, globals }: CoreModule): ValueExports {
  const names = exports.filter(({ kind }) => kind === 'memory').map(({ name }) => name)
  return {
    memoryNames: [...names.filter((name) => name === 'memory'), ...names.filter((name) => name !== 'memory')],
    globals: exports.flatMap(({ name, kind, index }) => (kind === 'global' ? [{ name, type: globals[index] }] : [])),
  }
}

/**
 * Distinguishes commands from reactors: https://github.com/WebAssembly/WASI/blob/main/legacy/application-abi.md. A command may also export
 * `_initialize`, which is then called before `_start`, as wasmtime does. If `_initialize` is the only function, the main function of
 * the program is called from there, as in Kotlin's programs.
 */
export function kindOf(module: CoreModule): 'command' | 'reactor' {
  const has = (name: string) => module.exports.some((found) => found.name === name)
  const start = has('_start')
  const initialize = has('_initialize')
  if (start) checkEntry(module, '_start')
  if (initialize) checkEntry(module, '_initialize')
  if (start) return 'command'
  // wit-component's helper calls its imports through a table, and numbers its exports.
  if (module.exports.some(({ kind, name }) => kind === 'table' && name === '$imports'))
    throw new UnwasiError({ code: 'UNSUPPORTED', ...PART })
  const functions = module.exports.filter(({ kind, name }) => kind === 'func' && name !== '_initialize')
  if (functions.length > 0) return 'reactor'
  if (initialize) return 'command'
  throw new UnwasiError({
    code: 'NO_ENTRY',
    headline: 'the program has no entry point: it does not export any functions',
    why: 'A program is started through its `_start` function, and a library is used through the functions that it exports.',
    fix: 'Build a program with a main function (Rust: a bin crate; Go: package main), or export functions: Rust `#[no_mangle] pub extern "C"` in a cdylib, wasi-sdk `-mexec-model=reactor -Wl,--export=NAME`, Go `//go:wasmexport`.',
  })
}

function checkEntry(module: CoreModule, name: '_start' | '_initialize'): void {
  const type = module.exportedFunction(name)
  if (type?.params.length === 0 && type.results.length === 0) return
  throw new UnwasiError({
    code: 'NO_ENTRY',
    headline:
      type === undefined
        ? `the export \`${name}\` is not a function`
        : `the exported function \`${name}\` has the signature ${signatureText(type)}`,
    why: `WASI defines \`${name}\` as a function without parameters and results.`,
    fix: `Give your own function another name, and let the toolchain define \`${name}\`.`,
  })
}

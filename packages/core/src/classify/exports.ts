import { UnwasiError } from '../errors.js'
import type { CoreModule, ValType } from '../read/shapes.js'
import type { ReactorExports } from './facts.js'
import { signatureText } from './names.js'

const isScalar = (type: ValType) => type === 'i32' || type === 'i64' || type === 'f32' || type === 'f64'

export function reactorExports(module: CoreModule): ReactorExports {
  const found: ReactorExports = { exports: [], others: [] }
  for (const { name, kind, index } of module.exports) {
    if (kind !== 'func' || name === '_initialize') continue
    const type = module.funcType(index)
    if (type === undefined) continue
    const scalar = type.results.length <= 1 && [...type.params, ...type.results].every(isScalar)
    found[scalar ? 'exports' : 'others'].push({ name, type })
  }
  return found
}

/** Distinguishes commands from reactors: https://github.com/WebAssembly/WASI/blob/main/legacy/application-abi.md. */
export function kindOf(module: CoreModule): 'command' | 'reactor' {
  const has = (name: string) => module.exports.some((found) => found.name === name)
  const start = has('_start')
  const initialize = has('_initialize')
  if (start && initialize) {
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: 'the program exports both _start and _initialize',
      why: 'A WASI module is either a command, which runs once (_start), or a library, whose functions are called after _initialize. With both exports it is not clear which one is meant.',
      fix: 'Export only one of them. Link a library with `-mexec-model=reactor` (Go: `-buildmode=c-shared`), and a command without it.',
    })
  }
  if (start) checkEntry(module, '_start')
  if (initialize) checkEntry(module, '_initialize')
  if (start) return 'command'
  if (initialize || module.exports.some((found) => found.kind === 'func')) return 'reactor'
  throw new UnwasiError({
    code: 'NO_ENTRY',
    headline: 'the program has no entry point: it exports neither _start nor _initialize nor any other function',
    why: 'There is nothing in it that could be called.',
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
        ? `the export ${name} is not a function`
        : `the exported function ${name} has the signature ${signatureText(type)}`,
    why: `WASI calls ${name} without arguments and expects no result.`,
    fix: `Give your own function another name, and let the toolchain define ${name}.`,
  })
}

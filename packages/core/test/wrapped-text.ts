/** Parts of the text below. */
interface Parts {
  /** Fields before the instances of shim and adapter. */
  before?: string
  imported?: string
  mainImports?: string
  mainArgs?: string
  adapterImports?: string
  /** The memory that the adapter is given. */
  memory?: string
  /** The adapter's function that the fixup puts into the shim. */
  served?: string
  fixup?: string
  /** How the fixup gets its imports: all from one instance, as it was until 2025, or from two. */
  fixupFrom?: 'one' | 'split'
  /** The lifted function, and the instance that it comes from. */
  runFrom?: string
  run?: string
  more?: string
}

const SIGNATURE = '(param i32 i32 i32 i32) (result i32)'

/**
 * The text of a component of the shape that wit-component makes, with parts replaced. Its adapter does nothing.
 * https://github.com/bytecodealliance/wasm-tools/blob/main/crates/wit-component/src/encoding.rs
 */
export function wrappedText(parts: Parts = {}): string {
  const { imported = 'fd_write', memory = '$memory', served = imported, runFrom = '$a', run = 'run' } = parts
  const split = parts.fixupFrom === 'split'
  const fixup = `(core module $fixup (import "${split ? 'actual' : ''}" "0" (func $f ${SIGNATURE}))
      (import "${split ? 'shim' : ''}" "$imports" (table 1 1 funcref)) (elem (i32.const 0) func $f))
    (core instance $all (export "0" (func $real)) ${split ? '' : '(export "$imports" (table $table))'})
    (core instance (instantiate $fixup (with "${split ? 'actual' : ''}" (instance $all))
      ${split ? '(with "shim" (instance $s))' : ''}))`
  return `(component
  (core module $main (import "wasi_snapshot_preview1" "${imported}" (func ${SIGNATURE})) ${parts.mainImports ?? ''}
    (memory (export "memory") 1) (func (export "_start")))
  (core module $adapter
    (import "__main_module__" "_start" (func)) ${parts.adapterImports ?? '(import "env" "memory" (memory 0))'}
    (func (export "${imported}") ${SIGNATURE} i32.const 0)
    (func (export "fd_read") ${SIGNATURE} i32.const 0)
    (func (export "run") (result i32) i32.const 0))
  (core module $shim (table (export "$imports") 1 1 funcref) (func (export "0") ${SIGNATURE} i32.const 0))
  (core instance $s (instantiate $shim))
  (alias core export $s "0" (core func $stub))
  (alias core export $s "$imports" (core table $table))
  (core instance $none (export "f" (func $stub)))
  (core instance $p1 (export "${imported}" (func $stub)))
  (core instance $m (instantiate $main (with "wasi_snapshot_preview1" (instance $p1)) ${parts.mainArgs ?? ''}))
  (alias core export $m "memory" (core memory $memory))
  (alias core export $m "_start" (core func $start))
  ${parts.before ?? ''}
  (core instance $env (export "memory" (memory ${memory})))
  (core instance $calls (export "_start" (func $start)))
  (core instance $a (instantiate $adapter (with "env" (instance $env)) (with "__main_module__" (instance $calls))))
  (alias core export $a "${served}" (core func $real))
  ${parts.fixup ?? fixup}
  (alias core export ${runFrom} "${run}" (core func $lifted))
  (func $run (result (result)) (canon lift (core func $lifted)))
  (instance $r (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $r))
  ${parts.more ?? ''})`
}

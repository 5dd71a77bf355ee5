import { UnwasiError } from '../errors.js'
import type { Component } from '../read/component.js'
import { list } from './names.js'

/** `wasi:cli/run@0.3.0` and whatever comes after 0.2. */
const NEWER = /^wasi:[^@]*@(?!0\.[012]\.)\d+\.\d+/

/** The refusal of a component for a WASI after 0.2, if it is one. */
export function newerWasi(component: Component): UnwasiError | undefined {
  const newer = [...component.imports, ...component.exports].filter((name) => NEWER.test(name))
  if (newer.length === 0 && !component.async) return undefined
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline:
      newer.length > 0
        ? `the component is built for a WASI after 0.2 (${list(newer)})`
        : 'the component uses the async functions of WASI 0.3',
    why: 'From 0.3 on WASI is asynchronous, by an ABI of its own; the host here is WASI 0.2.',
    fix: 'Build for WASI 0.2 (Rust `--target wasm32-wasip2`, `wit-bindgen` without async) or preview1 (`wasm32-wasip1`).',
  })
}

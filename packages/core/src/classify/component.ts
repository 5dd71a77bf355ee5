import { UnwasiError } from '../errors.js'
import type { Component } from '../read/component.js'
import type { CoreModule } from '../read/shapes.js'
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

/** The interfaces that may be imported. The host does not serve wasi:sockets, but compilers' standard libraries always import it. */
const PROVIDED = /^wasi:(cli|clocks|filesystem|io|random|sockets)\/[^@]*(@0\.2\.|$)/

/** The refusal of a component that imports something which is not provided, or that is composed of several; else undefined. */
export function unlinkable(component: Component): UnwasiError | undefined {
  const others = component.imports.filter((name) => !PROVIDED.test(name))
  if (others.length > 0) {
    return new UnwasiError({
      code: 'UNKNOWN_IMPORT',
      headline: `the component imports interfaces that unwasi does not provide (${list(others)})`,
      why: 'The host has WASI 0.2 without HTTP: arguments, standard streams, files, clocks and random numbers.',
      fix: 'Compose it with components that provide the rest for a component host, or build the program without these imports.',
    })
  }
  if (!component.composed) return undefined
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: 'the component is composed of several components',
    why: 'Their resources pass from one to the other, for which the host here has no table.',
    fix: 'Convert the parts one by one, or run the whole in a component host (`wasmtime run`).',
  })
}

/** jco writes the names in core modules into its glue unescaped. These characters would end the string there. */
const ODD = /['\\\n\r]/

/** Raises for a library with names that its glue can't have. */
export function refuseNames(modules: readonly CoreModule[]): void {
  for (const { imports, exports } of modules) {
    const imported = imports.flatMap((entry) => [entry.module, entry.name])
    const odd =
      // In an object literal of the glue this key would set the prototype.
      imported.find((name) => ODD.test(name) || name === '__proto__') ?? exports.find(({ name }) => ODD.test(name))?.name
    if (odd === undefined) continue
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `a core module in the component has the name ${JSON.stringify(odd)}`,
      why: 'Typed components are bound to JavaScript by code, which can not have names with quotes, backslashes or line breaks, or import __proto__.',
      fix: 'Build it with other names, or use the preview1 module that it was made of.',
    })
  }
}

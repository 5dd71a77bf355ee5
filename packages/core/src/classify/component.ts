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

/** What the host gives; of wasi:sockets nothing, but compilers' standard libraries import it whether the program uses it or not. */
const PROVIDED = /^wasi:(cli|clocks|filesystem|io|random|sockets)\/[^@]*(@0\.2\.|$)/

/** The refusal of a component that imports what nobody provides, or that is made of several, if it is one. */
export function unlinkable(component: Component): UnwasiError | undefined {
  const others = component.imports.filter((name) => !PROVIDED.test(name))
  if (others.length > 0) {
    return new UnwasiError({
      code: 'UNKNOWN_IMPORT',
      headline: `the component imports what nobody here provides (${list(others)})`,
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

/** jco writes the names that core modules have into its glue as they are, where these would end a string and go on as code. */
const ODD = /['\\\n\r]/

/** Raises for a library with names that its glue can't have. */
export function refuseNames(modules: readonly CoreModule[]): void {
  for (const { imports, exports } of modules) {
    const imported = imports.flatMap((entry) => [entry.module, entry.name])
    const odd =
      // As the key of an object literal in the glue it would set a prototype.
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

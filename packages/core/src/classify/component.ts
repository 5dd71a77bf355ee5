import { UnwasiError } from '../errors.js'
import { isRun, link } from '../link/component.js'
import type { Linked } from '../link/linked.js'
import type { Component } from '../read/component.js'
import type { CoreModule } from '../read/shapes.js'
import type { Further } from './facts.js'
import { list } from './names.js'

/** Returns the refusal of a WIT package in binary form, which only describes interfaces, or undefined for any other component. */
export function typesOnly({ items }: Component): UnwasiError | undefined {
  const describes = items.every((item) => item.is === 'type' || (item.is === 'export' && item.of.sort === 'type'))
  if (items.length === 0 || !describes) return undefined
  return new UnwasiError({
    code: 'NO_ENTRY',
    headline: 'this is a WIT package: it describes interfaces and contains no program',
    why: 'A WIT package in binary form has types and nothing that could run.',
    fix: 'Import a component that was built for it. `wasm-tools component wit FILE` shows what the package describes.',
  })
}

/** The names of interfaces of WASI 0.3 and later, such as `wasi:cli/run@0.3.0`. */
const NEWER = /^wasi:[^@]*@(?!0\.[012]\.)\d+\.\d+/

/** Returns the refusal of a component for a WASI version after 0.2, or undefined for any other. */
export function newerWasi(component: Component): UnwasiError | undefined {
  const newer = [...component.imports, ...component.exports].filter((name) => NEWER.test(name))
  if (newer.length === 0 && !component.async) return undefined
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline:
      newer.length > 0
        ? `the component is built for a WASI version after 0.2 (${list(newer)})`
        : 'the component uses async functions of WASI 0.3',
    why: 'WASI 0.3 and later versions use an asynchronous ABI. unwasi provides WASI 0.2.',
    fix: 'Build for WASI 0.2 (Rust `--target wasm32-wasip2`, `wit-bindgen` without async) or preview1 (`wasm32-wasip1`).',
  })
}

/** jco writes the names in core modules into its glue unescaped. These characters would end the string there. */
const ODD = /['\\\n\r]/

/** Throws for a library with names that its glue can't contain. */
export function refuseNames(modules: readonly CoreModule[]): void {
  for (const { imports, exports } of modules) {
    const imported = imports.flatMap((entry) => [entry.module, entry.name])
    const odd =
      // In an object literal of the glue, this key would set the prototype.
      imported.find((name) => ODD.test(name) || name === '__proto__') ?? exports.find(({ name }) => ODD.test(name))?.name
    if (odd === undefined) continue
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `a core module in the component imports or exports the name ${JSON.stringify(odd)}`,
      why: 'The JavaScript for a typed component contains the names of imports and exports. A quote, a backslash, a line break or the name `__proto__` would corrupt this JavaScript.',
      fix: 'Build the component with other names, or use the preview1 module that it was made from.',
    })
  }
}

/**
 * Links a component. A command gets a plan, unless it is composed of others. One that has parts which no plan can have, such as the
 * resources of its further exports, is linked by glue.
 */
export function linkComponent(
  bytes: Uint8Array,
  component: Component,
  modules: readonly CoreModule[],
  provides?: ((interfaceName: string) => boolean) | undefined,
): Linked {
  const { composed, exports, items } = component
  if (composed || !exports.some(isRun)) return link(bytes, items, modules, false, provides)
  try {
    return link(bytes, items, modules, true, provides)
  } catch (error) {
    if (exports.every(isRun) || !isUnsupported(error)) throw error
    return linkedOr(() => link(bytes, items, modules, false, provides), error)
  }
}

/** The result of `linking`. Throws `instead` if that refuses the component, too. */
function linkedOr(linking: () => Linked, instead: UnwasiError): Linked {
  try {
    return linking()
  } catch (error) {
    throw error instanceof UnwasiError ? instead : error
  }
}

const isUnsupported = (error: unknown): error is UnwasiError => error instanceof UnwasiError && error.code === 'UNSUPPORTED'

/**
 * Links the exports of a command besides `wasi:cli/run`, if there are any, for the glue of a library. Returns the reason as an error
 * if there can't be such glue. The command itself runs all the same.
 */
export function furtherExports(
  bytes: Uint8Array,
  { exports, items }: Component,
  modules: readonly CoreModule[],
  linked: Linked,
  provides?: ((interfaceName: string) => boolean) | undefined,
): Further | UnwasiError | undefined {
  if (exports.every(isRun)) return undefined
  if (linked.plan === undefined) return linked
  try {
    const further = link(bytes, items, modules, false, provides)
    refuseNames(further.cores)
    return further
  } catch (error) {
    if (isUnsupported(error)) return error
    throw error
  }
}

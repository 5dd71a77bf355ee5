import { makeInstance } from '../link.js'
import type { ComponentLink, Made } from '../program.js'
import type { Realloc } from './abi.js'
import type { CoreFunction } from './contract.js'
import { guardedBy } from './guard.js'
import { ComponentHost } from './host.js'
import { trap } from './handles.js'

type Imports = Record<string, object>

/** `instantiate` of jco's glue, whose result core has put into an object: https://github.com/bytecodealliance/jco/blob/main/docs/src/transpiling.md */
export type Glue = (
  getCoreModule: (file: string) => WebAssembly.Module,
  imports: Imports,
  instantiateCore: (
    module: WebAssembly.Module,
    imports?: WebAssembly.Imports,
  ) => WebAssembly.Instance | Promise<WebAssembly.Instance>,
) => Made | Promise<Made>

/** How jco asks a function for its canonical form: https://github.com/bytecodealliance/jco/blob/main/docs/src/optimized-host-bindings.md */
const cabiLower = /* @__PURE__ */ Symbol.for('cabiLower')

/** A component with typed exports, by jco's glue over our host. `modules`: where its core modules lie in its file, by name. */
export const typed = (modules: Readonly<Record<string, readonly [start: number, end: number]>>, glue: Glue): ComponentLink => ({
  ranges: Object.values(modules),
  instantiate(state, compiled, waits) {
    const host = new ComponentHost(state)
    const byName = new Map(Object.keys(modules).map((name, index) => [name, compiled[index]!]))
    return glue(
      (file) => byName.get(file)!,
      importsOf(host),
      (module, imports = {}) => makeInstance(module, withOurDrops(imports, host), state, waits),
    )
  },
  guarded: (exports, enter) => guardedBy(enter)(exports),
})

/** An object whose members are made as they are asked for, by their WIT names. */
const members = (make: (name: string) => object): object =>
  new Proxy({}, { get: (_, key) => (typeof key === 'string' ? make(kebab(key)) : undefined) })

/** `getStdout` → `get-stdout`, `OutputStream` → `output-stream` */
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, '')

/** Every interface, with whatever it is asked for: what our host does not have traps when core wasm calls it. */
const importsOf = (host: ComponentHost): Imports => {
  /** A function or, as may be, a resource's class. It only knows how to be lowered: nothing calls it from JavaScript. */
  const imported = (face: string, name: string): object => {
    const lower = ({ memory, realloc }: { memory?: WebAssembly.Memory; realloc?: Realloc }): CoreFunction =>
      host.lower(face, name, { memory, realloc })
    const method = (kind: string) => (own: string) => imported(face, `[${kind}]${name}.${own}`)
    return Object.setPrototypeOf(
      Object.assign(() => trap(`${face} ${name} is for core modules to call`), {
        [cabiLower]: lower,
        prototype: members(method('method')),
      }),
      members(method('static')),
    ) as object
  }
  return new Proxy({}, { get: (_, face) => members((name) => imported(String(face).replace(/@.*/, ''), name)) })
}

const DROP = '[resource-drop]'

/** The drops of the host's resources: jco would look for our handles in tables of its own. */
const withOurDrops = (imports: WebAssembly.Imports, host: ComponentHost): WebAssembly.Imports =>
  Object.fromEntries(
    Object.entries(imports).map(([module, functions]) => {
      // These are the component's own resources.
      if (module.startsWith('[export]')) return [module, functions]
      const drops = Object.keys(functions).filter((name) => name.startsWith(DROP))
      return [module, { ...functions, ...Object.fromEntries(drops.map((name) => [name, host.drop(name.slice(DROP.length))])) }]
    }),
  )

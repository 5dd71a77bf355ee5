import { chain, makeInstance, type ComponentLink, type GuestInstance } from '../guest/instance.js'
import type { Realloc } from './abi.js'
import type { CoreFunction } from '../guest/core-function.js'
import { compilePieces, type Range } from './core-modules.js'
import { guardedBy } from './guard.js'
import { Preview2Host } from './host.js'
import { Lift } from './lift.js'
import type { ResourcePassing, resourcePassing } from './resource-passing.js'
import type { ComponentPart } from './part.js'
import type { Known, WaitingRun, waitingRun } from './waiting-run.js'
import { untraced } from './untraced.js'

type Imports = Record<string, object>
type Keep = NonNullable<ComponentLink['keep']>

/** How the glue makes core instances, with the functions that check what comes from the component. */
interface InstantiateCore extends Omit<Lift, 'entered' | 'lent'>, Partial<Pick<ResourcePassing, 'passed' | 'received'>> {
  (module: WebAssembly.Module, imports?: WebAssembly.Imports): WebAssembly.Instance | Promise<WebAssembly.Instance>
}

/**
 * `instantiate` of jco's glue. Core has made it return its result in an object.
 * https://github.com/bytecodealliance/jco/blob/main/docs/src/transpiling.md
 */
export type Glue = (
  getCoreModule: (file: string) => WebAssembly.Module,
  imports: Imports,
  instantiateCore: InstantiateCore,
) => GuestInstance | Promise<GuestInstance>

/**
 * The imports of each core instance that drop resources of the host, in the order in which the glue makes the instances.
 * `interfaceName` is the interface that defines the resource, without version.
 */
export type Drops = readonly (readonly (readonly [module: string, name: string, interfaceName: string, resource: string])[])[]

/**
 * The key under which jco finds the canonical form of a function.
 * https://github.com/bytecodealliance/jco/blob/main/docs/src/optimized-host-bindings.md
 */
const cabiLower = /* @__PURE__ */ Symbol.for('cabiLower')

/**
 * Links a component with typed exports by jco's glue, over a host that consists of `parts`. `modules` says where its core modules
 * are in the file. One that is not there connects components that are composed, and is given in base64. A command has the interface
 * `run`, and runs to its end; with `waitingOf`, it can be suspended. `passingOf` is for components whose exports take or return imported
 * resources.
 */
export const typed = (
  modules: Readonly<Record<string, Range | string>>,
  glue: Glue,
  drops: Drops,
  parts: readonly ComponentPart[],
  run?: string,
  passingOf?: typeof resourcePassing,
  waitingOf?: typeof waitingRun,
): ComponentLink => {
  const keep: Keep = (context, compiled, waits) => {
    const host = new Preview2Host(context, parts)
    const lift = new Lift(context, host.gate)
    const byName = new Map(Object.keys(modules).map((name, index) => [name, compiled[index]!]))
    const known: Known = new Map()
    const connecting = new Set(Object.entries(modules).map(([name, at]) => typeof at === 'string' && byName.get(name)))
    let made = 0
    const waiter = context.async ? waitingOf?.(host) : undefined
    const instantiateCore = (module: WebAssembly.Module, imports: WebAssembly.Imports = {}) => {
      const own = connecting.has(module) ? [] : (drops[made++] ?? [])
      const guarded = guardedImports(imports, host, own, known)
      return chain(makeInstance(module, guarded, context, waits), (instance) => {
        for (const value of Object.values(instance.exports)) {
          known.set(value, value as CoreFunction)
          if (value instanceof WebAssembly.Memory) lift.memories.add(value)
        }
        return waiter ? { exports: waiter.exports(instance.exports, known) as WebAssembly.Exports } : instance
      })
    }
    const passing = passingOf?.(host, lift)
    const glued = glue(
      (file) => byName.get(file)!,
      importsOf(host, known, passing, waiter),
      Object.assign(instantiateCore, lift, passing) as InstantiateCore,
    )
    return chain(glued, ({ exports }): GuestInstance => {
      if (run === undefined) return { exports, guarded: (enter) => guardedBy(lift.entered(enter))(exports) }
      const main = exports[run]
      // Its interface has two names.
      const further = Object.fromEntries(Object.entries(exports).filter(([, value]) => value !== main))
      return {
        exports: further,
        guarded: (enter) => guardedBy(lift.entered(enter))(further),
        begin: () => (waiter ? waiter.call(() => exitCode(main, lift)) : exitCode(main, lift)),
      }
    })
  }
  return {
    // JavaScript is between the caller and the guest.
    suspends: waitingOf ? 'asked' : false,
    untraced,
    compile: compilePieces(Object.values(modules)),
    instantiate: (context, compiled, waits) =>
      chain(keep(context, compiled, waits), (instance) => {
        if (!instance.begin) return instance
        return chain(instance.begin(), (code) => {
          context.exitCode ??= code
          return { exports: {} }
        })
      }),
    keep,
  }
}

/** Runs a command. Its function `run` throws if the command failed. */
const exitCode = (face: unknown, lift: Lift): 0 | 1 => {
  try {
    lift.entered((call) => call())((face as { run: () => undefined }).run)
    return 0
  } catch (error) {
    if (error instanceof Error && 'payload' in error) return 1
    throw error
  }
}

/** An object that makes its members, by WIT name, when they are read. It has no other members. */
const members = (make: (name: string, isClass: boolean) => object): object =>
  new Proxy(Object.create(null) as object, {
    get: (_, key) => (typeof key === 'string' ? make(kebab(key), /^[A-Z]/.test(key)) : undefined),
  })

/** `getStdout` → `get-stdout`, `OutputStream` → `output-stream` */
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, '')

/** All interfaces, with every member that the glue reads. One that the host lacks traps when core wasm calls it. */
const importsOf = (
  host: Preview2Host,
  known: Known,
  passing: ResourcePassing | undefined,
  waiter: WaitingRun | undefined,
): Imports => {
  /** A function, or the class of a resource, which stands for its constructor. It can only be lowered: JavaScript never calls it. */
  const imported = (interfaceName: string, name: string, construct = false): object => {
    const lower = ({ memory, realloc }: { memory?: WebAssembly.Memory; realloc?: Realloc }): CoreFunction => {
      const own = construct ? `[constructor]${name}` : name
      const lowered = host.lower(interfaceName, own, { memory, realloc })
      const code = waiter?.lower(lowered, interfaceName, own) ?? lowered
      known.set(code, code)
      return code
    }
    const method = (kind: string) =>
      members((own) => imported(interfaceName, `[${kind}]${name}.${own}`)) as Record<string, object>
    const code = () => host.gate.failed(new Error(`only core modules can call ${interfaceName} ${name}`))
    const face = new Proxy(code, {
      get: (_, key) =>
        key === cabiLower
          ? lower
          : key === 'prototype'
            ? method('method')
            : typeof key === 'string'
              ? method('static')[key]
              : undefined,
    })
    if (construct) passing?.name(face, interfaceName, name)
    return face
  }
  return new Proxy(Object.create(null) as Imports, {
    get: (_, interfaceName) => members((name, isClass) => imported(String(interfaceName).replace(/@.*/, ''), name, isClass)),
  })
}

/**
 * The imports of a core instance. Drops of the host's resources are replaced by those of this host, because jco would look for
 * the handles in its own tables. All other JavaScript of jco passes the gate, so that its errors are traps.
 */
const guardedImports = (
  imports: WebAssembly.Imports,
  host: Preview2Host,
  drops: Drops[number],
  known: Known,
): WebAssembly.Imports => {
  const all = Object.create(null) as Record<string, Record<string, WebAssembly.ImportValue>>
  for (const [module, values] of Object.entries(imports)) {
    const own = (all[module] = Object.create(null) as Record<string, WebAssembly.ImportValue>)
    for (const [name, value] of Object.entries(values))
      own[name] = typeof value === 'function' ? (known.get(value) ?? host.gate.variadic(value as CoreFunction)) : value
  }
  for (const [module, name, interfaceName, resource] of drops) {
    const own = all[module]
    if (own) own[name] = host.drop(interfaceName, resource)
  }
  return all
}

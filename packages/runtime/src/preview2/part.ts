import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from '../guest/core-function.js'
import type { Abi } from './abi.js'
import type { HandleTable, Kind } from './handles.js'

/** WASI interfaces without version (`wasi:io/streams`) → functions by WIT name (`[method]output-stream.write`). */
export type Interfaces = Record<string, Record<string, CoreFunction>>

/** The state that the parts of the host share: the run's context and its handles. */
export interface ComponentRun {
  readonly context: RunContext
  readonly handles: HandleTable
  /** The resources of interfaces that JavaScript gives, by interface and name (`my:host/store counter`). */
  readonly kinds: Map<string, Kind<unknown>>
  /** How their objects pass to exports of the component, by the same names. */
  readonly resources: Map<string, GivenResource>
  /** The functions of these interfaces (`my:host/store get`). They may return promises, for which the guest waits. */
  readonly waits: Set<string>
}

/** How objects of a resource that JavaScript gives pass to the exports of a component, and from them. */
export interface GivenResource {
  /** Returns a handle for an object. `dropped` is called when the component drops a borrowed one. */
  own(value: unknown): number
  borrow(value: unknown, dropped: () => void): number
  take(handle: number): object
}

/**
 * The part of the host for one WASI package or interface. Called once in each run. The function that it returns is called once
 * for each pair of memory and `realloc` that imports are lowered with.
 */
export type ComponentPart = (run: ComponentRun) => (abi: Abi) => Interfaces

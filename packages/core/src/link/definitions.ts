import type { Item as PlanItem } from '@unwasi/runtime'
import type { Extern } from '../read/externs.js'
import type { CoreSort, Sort } from '../read/component/format.js'
import type { Alias, Declaration, Item } from '../read/component/items.js'
import type { Context } from './context.js'
import type { FuncType, Resource, ValueType } from './flat.js'
import { invalid, quoted } from './problems.js'

// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#index-spaces

export type Type =
  | ValueType
  | FuncType
  | { readonly is: 'resource'; readonly resource: Resource }
  /** Its declarations are looked at for each instance, as each has resources of its own. */
  | { readonly is: 'instance'; readonly declarations: readonly Declaration[]; readonly scope: Scope }
  | { readonly is: 'component' }

export type Exports = ReadonlyMap<string, Definition>

interface Kinds {
  func: {
    readonly sort: 'func'
    readonly type: FuncType
    /** The interface, without version, and the name that it is imported by. */
    readonly from?: readonly [interfaceName: string, name: string]
    /** What it lifts. */
    readonly lifts?: CoreDefinition
  }
  type: { readonly sort: 'type'; readonly type: Type }
  instance: { readonly sort: 'instance'; readonly exports: Exports }
  component: {
    readonly sort: 'component'
    /** `undefined`: it is imported. */
    readonly items: readonly Item[] | undefined
    readonly scope: Scope
  }
  value: { readonly sort: 'value' }
}

export type Definition = Kinds[Sort]
export type DefinitionOf<S extends Sort> = Kinds[S]

export interface CoreDefinition {
  readonly extern: Extern
  /** How a link plan makes it. A plan has no resources of a component's own. */
  readonly item?: PlanItem
  /** Whether the canonical ABI makes it, rather than a core module. */
  readonly builtin: boolean
  /** The imported resource that it drops, if it does. */
  readonly drops?: readonly [interfaceName: string, resource: string]
}

/** A core instance: its exports by name. */
export type CoreInstance = (name: string) => CoreDefinition | undefined

/** What a definition can refer to: everything that its component has defined by then, and what surrounds the component. */
export interface Scope {
  readonly spaces: Spaces
  /** How many types and components there are by then. */
  readonly type: number
  readonly component: number
}

/** What a component, or the type of an instance, has defined so far, by number. */
export class Spaces {
  readonly own: { readonly [S in Sort]: Kinds[S][] } = { func: [], value: [], type: [], component: [], instance: [] }
  readonly core: Readonly<Record<Exclude<CoreSort, 'type' | 'module' | 'instance'>, CoreDefinition[]>> = {
    func: [],
    table: [],
    memory: [],
    global: [],
    tag: [],
  }

  constructor(
    readonly context: Context,
    readonly outer?: Scope,
  ) {}

  scope(): Scope {
    return { spaces: this, type: this.own.type.length, component: this.own.component.length }
  }

  /** Empty spaces for what stands in `scope`. */
  inside(scope: Scope): Spaces {
    return new Spaces(this.context, scope)
  }

  add(definition: Definition): void {
    // The sort says which of the lists it belongs to.
    ;(this.own[definition.sort] as Definition[]).push(definition)
  }

  get<S extends Sort>(sort: S, index: number, at: number): Kinds[S] {
    const found = this.own[sort][index]
    if (found === undefined) throw this.context.malformed(`${sort} ${index}, which is not there`, at)
    return found
  }

  getCore(sort: keyof Spaces['core'], index: number, at: number): CoreDefinition {
    const found = this.core[sort][index]
    if (found === undefined) throw this.context.malformed(`core ${sort} ${index}, which is not there`, at)
    return found
  }

  /** The type of that number, if it is of the kind that is needed. */
  type<K extends Type['is']>(is: K, index: number, at: number): Extract<Type, { is: K }> {
    const { type } = this.get('type', index, at)
    if (type.is !== is) throw invalid(`type ${index} is a ${type.is} type where a ${is} type is needed`)
    return type as Extract<Type, { is: K }>
  }

  /** What an alias stands for. */
  aliased(alias: Alias): Definition {
    const { sort, at } = alias
    if (sort === undefined || alias.from === 'core export') throw this.context.malformed('an unknown alias', at)
    if (alias.from !== 'outer') {
      const found = this.get('instance', alias.instance, at).exports.get(alias.name)
      if (found?.sort === sort) return found
      throw invalid(`it takes the ${sort} ${quoted(alias.name)} out of an instance that does not export it`)
    }
    if (sort !== 'type' && sort !== 'component') throw this.context.malformed('an unknown alias', at)
    let scope = this.scope()
    for (let level = 0; level < alias.levels; level++) {
      if (scope.spaces.outer === undefined) throw this.context.malformed('an alias of what is outside of it', at)
      scope = scope.spaces.outer
    }
    if (alias.index >= scope[sort]) throw this.context.malformed(`${sort} ${alias.index}, which is not there`, at)
    return scope.spaces.get(sort, alias.index, at)
  }

  /** Adds what is known under a name to `all`, where each name may stand once. */
  name<T>(all: Map<string, T>, name: string, value: T, at: number): void {
    if (all.has(name)) throw this.context.malformed(`the name ${quoted(name)} for a second time`, at)
    all.set(name, value)
  }
}

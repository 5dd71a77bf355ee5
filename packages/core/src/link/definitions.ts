import type { Item as PlanItem } from '@unwasi/runtime'
import type { Extern } from '../read/externs.js'
import type { CoreSort, Sort } from '../read/component/format.js'
import type { Alias, Declaration, Item } from '../read/component/items.js'
import type { Context } from './context.js'
import type { FuncType, ValueType } from './flat.js'
import type { Resource } from './shape.js'
import { invalid, quoted } from './problems.js'

// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#index-spaces

export type Type =
  | ValueType
  | FuncType
  | { readonly is: 'resource'; readonly resource: Resource }
  /** Its declarations are resolved for each instance, because each instance has its own resources. */
  | { readonly is: 'instance'; readonly declarations: readonly Declaration[]; readonly scope: Scope }
  | { readonly is: 'component' }

export type Exports = ReadonlyMap<string, Definition>

interface Kinds {
  func: {
    readonly sort: 'func'
    readonly type: FuncType
    /** The interface, without its version, and the name by which the function is imported. */
    readonly from?: readonly [interfaceName: string, name: string]
    /** The core function that it lifts. */
    readonly lifts?: CoreDefinition
  }
  type: { readonly sort: 'type'; readonly type: Type }
  instance: { readonly sort: 'instance'; readonly exports: Exports }
  component: {
    readonly sort: 'component'
    /** `undefined` if the component is imported. */
    readonly items: readonly Item[] | undefined
    readonly scope: Scope
  }
  value: { readonly sort: 'value' }
}

export type Definition = Kinds[Sort]
export type DefinitionOf<S extends Sort> = Kinds[S]

export interface CoreDefinition {
  readonly extern: Extern
  /** How a link plan makes it. A plan can't make a component's own resources. */
  readonly item?: PlanItem
  /** Whether the canonical ABI makes it, rather than a core module. */
  readonly builtin: boolean
  /** The imported resource that it drops, if it drops one. */
  readonly drops?: readonly [interfaceName: string, resource: string]
}

/** A core instance: its exports by name. */
export type CoreInstance = (name: string) => CoreDefinition | undefined

/** What a definition can refer to: everything that its component has defined before it, and the scopes around the component. */
export interface Scope {
  readonly spaces: Spaces
  /** The numbers of types and components that are defined before it. */
  readonly type: number
  readonly component: number
}

/** The definitions so far of a component or of an instance type, by index. */
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

  /** Returns empty spaces for a component or type in `scope`. */
  inside(scope: Scope): Spaces {
    return new Spaces(this.context, scope)
  }

  add(definition: Definition): void {
    // The sort says which list it belongs to, but TypeScript can't see that.
    ;(this.own[definition.sort] as Definition[]).push(definition)
  }

  get<S extends Sort>(sort: S, index: number, at: number): Kinds[S] {
    const found = this.own[sort][index]
    if (found === undefined) throw this.context.malformed(`a reference to ${sort} ${index}, which does not exist`, at)
    return found
  }

  getCore(sort: keyof Spaces['core'], index: number, at: number): CoreDefinition {
    const found = this.core[sort][index]
    if (found === undefined) throw this.context.malformed(`a reference to core ${sort} ${index}, which does not exist`, at)
    return found
  }

  /** Returns the type with that index. Throws if it is of another kind. */
  type<K extends Type['is']>(is: K, index: number, at: number): Extract<Type, { is: K }> {
    const { type } = this.get('type', index, at)
    if (type.is !== is) throw invalid(`type ${index} is of the kind "${type.is}", but "${is}" is needed`)
    return type as Extract<Type, { is: K }>
  }

  /** Returns the definition that an alias refers to. */
  aliased(alias: Alias): Definition {
    const { sort, at } = alias
    if (sort === undefined || alias.from === 'core export') throw this.context.malformed('an unknown alias', at)
    if (alias.from !== 'outer') {
      const found = this.get('instance', alias.instance, at).exports.get(alias.name)
      if (found?.sort === sort) return found
      throw invalid(`it takes the ${sort} ${quoted(alias.name)} from an instance that does not export it`)
    }
    if (sort !== 'type' && sort !== 'component') throw this.context.malformed('an unknown alias', at)
    let scope = this.scope()
    for (let level = 0; level < alias.levels; level++) {
      if (scope.spaces.outer === undefined) throw this.context.malformed('an alias of something outside the component', at)
      scope = scope.spaces.outer
    }
    if (alias.index >= scope[sort])
      throw this.context.malformed(`a reference to ${sort} ${alias.index}, which does not exist`, at)
    return scope.spaces.get(sort, alias.index, at)
  }

  /** Adds a named value to `all`, where each name may occur only once. */
  name<T>(all: Map<string, T>, name: string, value: T, at: number): void {
    if (all.has(name)) throw this.context.malformed(`the name ${quoted(name)} for a second time`, at)
    all.set(name, value)
  }
}

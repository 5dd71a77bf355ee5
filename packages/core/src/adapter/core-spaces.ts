import type { CoreSort } from '../read/component/format.js'
import type { Alias, Canon, CoreArgument, Item, TypeExpression } from '../read/component/items.js'

/** An export of an instance of a core module. */
export interface Origin {
  readonly instance: number
  readonly name: string
}

/** An instance of a core module, with the instances that its imports come from. */
export interface Made {
  readonly module: number
  readonly args: ReadonlyMap<string, number>
}

type Lift = Extract<Canon, { canon: 'lift' }>

/**
 * The index spaces of a component, as far as they lead from its exports to its core modules. Everything else in them is
 * `undefined`, and so is what refers to something missing. Nothing is checked: components that do not make sense are found to
 * have another shape than the one that is sought.
 */
export class CoreSpaces {
  readonly funcs: (Origin | undefined)[] = []
  readonly types: (TypeExpression | undefined)[] = []
  /** The functions of the component, with the core functions that they lift. */
  readonly lifts: (Lift | undefined)[] = []
  readonly #others = new Map<CoreSort, (Origin | undefined)[]>()
  readonly #instances: (Made | ReadonlyMap<string, Origin | undefined>)[] = []

  constructor(items: readonly Item[]) {
    for (const item of items) this.#add(item)
  }

  /** Returns the instances of core modules with their indices, in the order in which they are made. */
  get made(): (Made & { index: number })[] {
    return this.#instances.flatMap((found, index) => ('module' in found ? [{ index, ...found }] : []))
  }

  /** Returns where the export `name` of a core instance comes from. */
  exported(instance: number | undefined, name: string): Origin | undefined {
    const found = instance === undefined ? undefined : this.#instances[instance]
    if (instance === undefined || found === undefined) return undefined
    return 'module' in found ? { instance, name } : found.get(name)
  }

  #add(item: Item): void {
    switch (item.is) {
      case 'core instance':
        this.#instances.push({ module: item.module, args: new Map(item.args.map(({ name, index }) => [name, index])) })
        return
      case 'core exports':
        this.#instances.push(new Map(item.exports.map((entry) => [entry.name, this.#origin(entry)])))
        return
      case 'alias':
        this.#alias(item)
        return
      case 'canon':
        if (item.canon === 'lift') this.lifts.push(item)
        else this.funcs.push(undefined)
        return
      case 'type':
        this.types.push(item.type)
        return
      case 'import':
        if (item.type.sort === 'func') this.lifts.push(undefined)
        if (item.type.sort === 'type') this.types.push(undefined)
        return
      case 'export':
        if (item.of.sort === 'func') this.lifts.push(this.lifts[item.of.index])
        if (item.of.sort === 'type') this.types.push(this.types[item.of.index])
    }
  }

  #alias(alias: Alias): void {
    if (alias.from === 'core export' && alias.core !== undefined)
      this.#of(alias.core).push(this.exported(alias.instance, alias.name))
    if (alias.from === 'core export') return
    if (alias.sort === 'func') this.lifts.push(undefined)
    if (alias.sort === 'type') this.types.push(undefined)
  }

  #origin({ sort, index }: CoreArgument): Origin | undefined {
    return this.#of(sort)[index]
  }

  #of(sort: CoreSort): (Origin | undefined)[] {
    if (sort === 'func') return this.funcs
    let found = this.#others.get(sort)
    if (found === undefined) this.#others.set(sort, (found = []))
    return found
  }
}

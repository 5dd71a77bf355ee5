import type { Step } from '@unwasi/runtime'
import { signatureText } from '../classify/names.js'
import { capacity, checkCapacity } from '../table-limit.js'
import type { ModuleExterns, Extern } from '../read/externs.js'
import { matches } from '../read/matching.js'
import type { CoreSort } from '../read/component/format.js'
import type { Alias, CoreArgument, Item } from '../read/component/items.js'
import type { Import } from '../read/shapes.js'
import type { CoreDefinition, CoreInstance, Spaces } from './definitions.js'
import type { Drop } from './linked.js'
import { invalid, quoted, unknownShape } from './problems.js'

type Kind = keyof Spaces['core']

/** A memory costs the engine milliseconds, even if it is unused. Components of shared libraries have a few dozen instances. */
const MAX_INSTANCES = 200

const isKind = (sort: CoreSort | undefined): sort is Kind =>
  sort !== undefined && sort !== 'type' && sort !== 'module' && sort !== 'instance'

/** The core modules of a component and their instances. Each instance must be given its imports, with the right types. */
export class CoreInstances {
  /** The ranges of the core modules in the component. */
  readonly ranges: [start: number, end: number][] = []
  readonly steps: Step[] = []
  readonly #instances: CoreInstance[] = []
  readonly #externs: ModuleExterns[] = []

  constructor(readonly spaces: Spaces) {}

  addModule(item: Extract<Item, { is: 'core module' }>): void {
    this.ranges.push([item.start, item.end])
    this.#externs.push(this.spaces.context.externs(item))
  }

  /** Adds an instance of a core module. */
  instantiate({ module, args, at }: Extract<Item, { is: 'core instance' }>): void {
    const { context } = this.spaces
    if (context.drops.length === MAX_INSTANCES) throw unknownShape(`it has more than ${MAX_INSTANCES} instances of core modules`)
    const externs = this.#externs[module]
    if (externs === undefined)
      throw this.spaces.context.malformed(`a reference to core module ${module}, which does not exist`, at)
    context.elements += capacity(externs.module.tables)
    checkCapacity(context.elements)
    const imports = this.#byName(args, ({ sort, index, at: offset }) => {
      if (sort !== 'instance') throw this.spaces.context.malformed('an argument of a core module that is not an instance', offset)
      this.#instance(index, offset)
      return index
    })
    const drops: Drop[] = []
    for (const entry of externs.module.imports) {
      this.spaces.context.step(at)
      const index = imports.get(entry.module)
      const given = index === undefined ? undefined : this.#instance(index, at)(entry.name)
      check(entry, given)
      if (given.drops) drops.push([entry.module, entry.name, ...given.drops])
    }
    context.drops.push(drops)
    const instance = this.#add({ module, imports: Object.fromEntries(imports) })
    this.#instances.push((name) => {
      const extern = externs.exported(name)
      return extern && { extern, item: [instance, name], builtin: false }
    })
  }

  /** Adds named definitions, which can be arguments of later instances. */
  select({ exports }: Extract<Item, { is: 'core exports' }>): void {
    const found = this.#byName(exports, ({ sort, index, at }) => {
      if (!isKind(sort)) throw unknownShape('it passes core modules on')
      return this.spaces.getCore(sort, index, at)
    })
    // A plan can't make functions for a component's own resources, which only libraries have.
    const items = Object.fromEntries([...found].flatMap(([name, { item }]) => (item ? [[name, item]] : [])))
    const instance = this.#add({ items })
    this.#instances.push((name) => {
      const definition = found.get(name)
      return definition && { ...definition, item: [instance, name] }
    })
  }

  alias(alias: Alias): void {
    const { core, at } = alias
    if (core === 'module') throw unknownShape('it passes core modules on')
    if (alias.from === 'core export' && isKind(core)) {
      const definition = this.#instance(alias.instance, at)(alias.name)
      if (definition?.extern.kind !== core) {
        throw invalid(`it takes the ${core} ${quoted(alias.name)} from a core instance that does not export it`)
      }
      this.spaces.core[core].push(definition)
    } else if (core !== 'type' || alias.from !== 'outer') throw this.spaces.context.malformed('an unknown alias', at)
    else if (alias.levels !== 0) throw this.spaces.context.malformed('an alias of something outside the component', at)
  }

  #instance(index: number, at: number): CoreInstance {
    const found = this.#instances[index]
    if (found === undefined)
      throw this.spaces.context.malformed(`a reference to core instance ${index}, which does not exist`, at)
    return found
  }

  #byName<T>(args: readonly CoreArgument[], read: (arg: CoreArgument) => T): Map<string, T> {
    const all = new Map<string, T>()
    for (const arg of args) {
      this.spaces.context.step(arg.at)
      // In emitted code, these names are keys of object literals, where this one would set the prototype.
      if (arg.name === '__proto__') throw unknownShape('it uses the name __proto__')
      this.spaces.name(all, arg.name, read(arg), arg.at)
    }
    return all
  }

  /** Adds `step`, and returns the number of the instance that it makes. */
  #add(step: Step): number {
    this.steps.push(step)
    return this.steps.length - 1
  }
}

/** Returns the import in the form in which it is matched. */
function wanted({ kind, type, memory, table, global }: Import): Extern | undefined {
  if (kind === 'func') return type && { kind, type }
  if (kind === 'memory') return memory && { kind, type: memory }
  if (kind === 'table') return { kind, type: table }
  return kind === 'global' ? { kind, type: global } : { kind, type }
}

function check(entry: Import, given: CoreDefinition | undefined): asserts given is CoreDefinition {
  const name = `${quoted(entry.name)} of ${quoted(entry.module)}`
  if (given === undefined) throw invalid(`a core module imports ${name}, but is not given it`)
  const { extern, builtin } = given
  const want = wanted(entry)
  if (want && matches(extern, want) && !(builtin && passesReferences(want))) return
  if (want?.kind === 'func' && extern.kind === 'func') {
    throw invalid(`a core module imports ${name} as ${signatureText(want.type)}, but is given ${signatureText(extern.type)}`)
  }
  const other = extern.kind === entry.kind ? 'one of another type' : `a ${extern.kind}`
  throw invalid(`a core module imports ${name} as a ${entry.kind}, but is given ${other}`)
}

/** Whether anything except numbers would pass to the host, whose functions have no types to compare. */
const passesReferences = (want: Extern): boolean => want.kind === 'func' && want.type.refs !== undefined

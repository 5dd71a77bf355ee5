import type { GivenInterface, Item as PlanItem } from '@unwasi/runtime'
import { printable } from '../classify/names.js'
import type { Item } from '../read/component/items.js'
import type { CoreModule } from '../read/shapes.js'
import { checkDeclaration } from './canon.js'
import { Context } from './context.js'
import { CoreInstances } from './core-instances.js'
import { defineCore } from './core-items.js'
import { instanceOf, ofType } from './declare.js'
import { Spaces, type Definition, type DefinitionOf, type Type } from './definitions.js'
import type { FuncType } from './flat.js'
import { bareName, given, givenFunction, givenInterface, type IsGiven } from './given.js'
import type { ExportedFunction, Linked } from './linked.js'
import { defineOwn, exportOwn } from './own.js'
import { checkName, invalid, quoted, unknownShape } from './problems.js'
import { componentParts } from '../preview2/table.js'

/** The export that makes a component a command. */
const RUN = /^wasi:cli\/run@0\.2\./

/**
 * Checks that the parts of a component fit together, and returns how. Components inside it either only give exports their types, as
 * wit-component writes them, or are programs, for which there is no plan.
 *
 * @param bytes the component
 * @param items its items, from `decode`
 * @param modules its core modules
 * @param command whether it must be a command that gets a plan, which has no programs inside it
 * @param provides whether JavaScript provides an interface of WASI that the runtime does not serve
 * @throws UnwasiError `UNSUPPORTED` for a component that does more, `INVALID` for one that no engine would link, `MALFORMED` for
 *   one that refers to something that does not exist
 */
export function link(
  bytes: Uint8Array,
  items: readonly Item[],
  modules: readonly CoreModule[],
  command = runInterface(items) !== undefined,
  provides: IsGiven = () => false,
): Linked {
  return new Linker(new Context(bytes, items, modules), command, given(provides)).link(items)
}

/** Whether an export of this name makes a component a command. */
export const isRun = (name: string): boolean => RUN.test(name)

/** Returns the name of the interface whose function runs a command. */
export const runInterface = (items: readonly Item[]): string | undefined =>
  items.flatMap((item) => (item.is === 'export' && isRun(item.name) ? [item.name] : []))[0]

const RUNS_OTHERWISE = 'it does not export its run function in the way that commands do'

class Linker {
  readonly #context: Context
  readonly #spaces: Spaces
  readonly #cores: CoreInstances
  readonly #imports = new Map<string, Definition>()
  readonly #exports = new Map<string, Definition>()
  readonly #given: GivenInterface[] = []
  readonly #functions: ExportedFunction[] = []
  #run: PlanItem | undefined

  constructor(
    context: Context,
    readonly command: boolean,
    readonly isGiven: IsGiven,
  ) {
    this.#context = context
    context.planned = command
    this.#spaces = new Spaces(context)
    this.#cores = new CoreInstances(this.#spaces)
  }

  link(items: readonly Item[]): Linked {
    for (const item of items) {
      this.#context.step(item.at)
      this.#item(item)
    }
    const { ranges, steps } = this.#cores
    const { drops, lowered, cores } = this.#context
    // JavaScript gives all functions of an interface, or none.
    const unsupported = [...this.#context.unsupported.values()].filter(([name]) => !this.isGiven(name))
    const parts = componentParts(lowered)
    const given = this.#given
    const functions = this.#functions
    const passes = functions.some(({ type }) => type.imported !== undefined)
    const linked = { drops, parts, given, unsupported, cores, functions, passes }
    if (!this.command) return { plan: undefined, ...linked }
    if (this.#run === undefined) throw unknownShape(RUNS_OTHERWISE)
    return { plan: { modules: ranges, steps, run: this.#run }, ...linked }
  }

  #item(item: Item): void {
    switch (item.is) {
      case 'import':
        return this.#import(item)
      case 'export':
        return this.#export(item)
      case 'section':
        throw unknownShape(`it has a section ${item.id}`)
      default:
        if (!defineCore(item, this.#spaces, this.#cores, this.command)) defineOwn(item, this.#spaces)
    }
  }

  #import({ name, type, at }: Extract<Item, { is: 'import' }>): void {
    checkName(name)
    const interfaceName = bareName(name)
    if (type.sort === 'instance') {
      const exports = instanceOf(this.#spaces.type('instance', type.type, at), interfaceName, at)
      for (const [member, definition] of exports) {
        if (!this.command || this.isGiven(interfaceName)) this.#count(definition)
        if (definition.sort === 'func') checkDeclaration(interfaceName, member, definition.type)
        else if (definition.sort !== 'type')
          throw unknownShape(`the interface ${quoted(interfaceName)} has more than functions and types`)
      }
      if (this.isGiven(interfaceName)) this.#give(givenInterface(name, exports, this.isGiven))
      const definition = { sort: 'instance', exports } as const
      this.#spaces.name(this.#imports, name, definition, at)
      this.#spaces.add(definition)
    } else if (type.sort === 'func') {
      // jco and the runtime know it as an interface of this name.
      const definition = { ...ofFunction(this.#spaces.type('func', type.type, at)), from: [interfaceName, 'default'] } as const
      this.#count(definition)
      this.#give([name, [givenFunction('default', definition.type, name, this.isGiven)], []])
      this.#spaces.name(this.#imports, name, definition, at)
      this.#spaces.add(definition)
    } else if (type.sort === 'type' && type.equal !== undefined) {
      const definition = ofType(type, this.#spaces, at, { interface: interfaceName, name: '' })
      this.#spaces.name(this.#imports, name, definition, at)
      this.#spaces.add(definition)
    } else throw unknownShape(`it imports ${printable(interfaceName)}, which is not an interface`)
  }

  /** Adds an interface that JavaScript gives, unless it only has types. */
  #give(given: GivenInterface): void {
    const [name, functions, resources] = given
    if (functions.length === 0 && resources.length === 0) return
    // JavaScript and jco name interfaces without their versions.
    const bare = bareName(name)
    if (this.#given.some(([other]) => bareName(other) === bare))
      throw unknownShape(`it imports several versions of ${printable(bare)}`)
    this.#given.push(given)
  }

  /** Checks and counts an export of a library, for which glue is made. */
  #bind(of: string | undefined, name: string, definition: Definition): void {
    this.#count(definition)
    checkExported(of === undefined ? name : `${of} ${name}`, definition)
    if (definition.sort === 'func') this.#functions.push({ of, name, type: definition.type })
  }

  #count(definition: Definition): void {
    if (definition.sort === 'func' || definition.sort === 'type') this.#context.glue(partsOf(definition.type))
  }

  #export(item: Extract<Item, { is: 'export' }>): void {
    const found = exportOwn(item, this.#spaces, this.#exports)
    if (this.command) {
      if (item.type?.sort === 'type' && item.type.equal === undefined) throw unknownShape('it exports resources')
      if (isRun(item.name)) this.#run = checkRun(found).lifts?.item
      return
    }
    if (isRun(item.name)) checkRun(found)
    if (found.sort === 'instance') {
      for (const [name, definition] of found.exports) this.#bind(item.name, name, definition)
    } else this.#bind(undefined, item.name, found)
  }
}

const ofFunction = (type: FuncType) => ({ sort: 'func', type }) as const

const partsOf = (type: Type): number => (type.is === 'value' || type.is === 'func' ? type.parts : 1)

/** Returns the function that runs a command. Throws if the interface `wasi:cli/run` has another one, or none. */
function checkRun(found: Definition): DefinitionOf<'func'> {
  const run = found.sort === 'instance' ? found.exports.get('run') : undefined
  if (run?.sort !== 'func') throw unknownShape(RUNS_OTHERWISE)
  if (!run.type.isRun) throw invalid('its run function is not `func() -> result`')
  return run
}

/** Glue only calls functions that the component defines. */
function checkExported(name: string, definition: Definition): void {
  if (definition.sort === 'func' && definition.from)
    throw unknownShape(`it exports the function ${quoted(name)}, which it imports`)
}

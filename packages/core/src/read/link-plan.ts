import type { Item, LinkPlan, Step } from '@unwasi/runtime'
import { UnwasiError } from '../errors.js'
import { COMPONENT_SECTION, externName } from './component.js'
import { IndexSpaces, type Definition } from './index-spaces.js'
import { Reader } from './reader.js'
import { sections } from './sections.js'

// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md
// How a component makes its core instances, as plain data. Only what flat components do is known here: core modules and imports of
// WASI, and nested components that do no more than give exports their types, as wit-component writes them.

/** The export that makes a component a command. */
export const RUN = /^wasi:cli\/run@0\.2\./

/** The plan of a command. Raises `UNSUPPORTED` for a component that does more, `MALFORMED` for one that refers to what is not there. */
export function readLinkPlan(bytes: Uint8Array): LinkPlan {
  return new Plan(bytes).read()
}

class Plan {
  readonly #modules: [number, number][] = []
  readonly #steps: Step[] = []
  readonly #spaces = new IndexSpaces()
  #run: Item | undefined

  constructor(readonly bytes: Uint8Array) {}

  read(): LinkPlan {
    for (const { id, body, end } of sections(this.bytes)) {
      const r = new Reader(this.bytes, body, end, `component's section ${id}`)
      if (id === COMPONENT_SECTION.coreModule) this.#modules.push([body, end])
      else this.#section(id, r)
    }
    if (this.#run === undefined) throw unknownShape('it does not export its run function as commands do')
    return { modules: this.#modules, steps: this.#steps, run: this.#run }
  }

  #section(id: number, r: Reader): void {
    const { own } = this.#spaces
    const each = (read: () => void): void => {
      for (let n = r.count(); n > 0; n--) read()
      r.finish()
    }
    switch (id) {
      case COMPONENT_SECTION.custom:
      case COMPONENT_SECTION.coreType:
        return
      case COMPONENT_SECTION.component:
        own.component.push({})
        return
      case COMPONENT_SECTION.type:
        // What they are says nothing about linking; that they are counts.
        for (let n = r.count(); n > 0; n--) own.type.push({})
        return
      case COMPONENT_SECTION.coreInstance:
        return each(() => this.#steps.push(this.#step(r)))
      case COMPONENT_SECTION.instance:
        return each(() => own.instance.push(this.#instance(r)))
      case COMPONENT_SECTION.alias:
        return each(() => this.#alias(r))
      case COMPONENT_SECTION.canon:
        return each(() => this.#canon(r))
      case COMPONENT_SECTION.import:
        return each(() => this.#import(r))
      case COMPONENT_SECTION.export:
        return each(() => this.#export(r))
      default:
        throw unknownShape(`it has a section ${id}`)
    }
  }

  #step(r: Reader): Step {
    if (r.u8() === 0) {
      const at = r.pos
      const module = r.u32()
      if (module >= this.#modules.length) throw r.malformed(`core module ${module}, which is not there`, at)
      return {
        module,
        imports: this.#byName(r, () => {
          if (r.u8() !== 0x12) throw r.malformed('an argument of a core module that is no instance', r.pos - 1)
          return this.#coreInstance(r)
        }),
      }
    }
    return { items: this.#byName(r, () => this.#spaces.coreItem(r, this.#spaces.coreSort(r))) }
  }

  /** A vector of what `read` reads, each with its name before it. */
  #byName<T>(r: Reader, read: () => T): Record<string, T> {
    const all = new Map<string, T>()
    for (let n = r.count(); n > 0; n--) {
      const at = r.pos
      const name = r.name()
      // In the emitted module the plan is an object literal, where this name means something else.
      if (name === '__proto__') throw unknownShape('it has the name __proto__')
      if (all.has(name)) throw r.malformed(`the name ${JSON.stringify(name)} for a second time`, at)
      all.set(name, read())
    }
    return Object.fromEntries(all)
  }

  #instance(r: Reader): Definition {
    const made = r.u8() === 0
    if (made) this.#spaces.definition(r, 'component')
    const functions: Definition[] = []
    for (let n = r.count(); n > 0; n--) {
      const name = made ? r.name() : externName(r)
      const sort = this.#spaces.sort(r)
      if (sort === undefined) throw unknownShape('it passes core modules on')
      const found = this.#spaces.definition(r, sort)
      if (sort === 'func' && (made || name === 'run')) functions.push(found)
    }
    // wit-component has a nested component export what it is given, under its own name.
    const [run, ...others] = functions
    return run?.lifts && others.length === 0 ? { lifts: run.lifts } : {}
  }

  #alias(r: Reader): void {
    const { core, own } = this.#spaces
    const sort = this.#spaces.sort(r)
    const coreSort = sort === undefined ? this.#spaces.coreSort(r) : undefined
    if (coreSort === 'module') throw unknownShape('it passes core modules on')
    const target = r.u8()
    if (target === 0x01 && coreSort !== undefined && coreSort !== 'type' && coreSort !== 'instance') {
      const instance = this.#coreInstance(r)
      core[coreSort].push([instance, r.name()])
    } else if (target === 0x00 && sort !== undefined) {
      const { face } = this.#spaces.definition(r, 'instance')
      const name = r.name()
      own[sort].push(face === undefined || sort === 'instance' ? {} : { face, name })
    } else if (target === 0x02 && (sort === 'type' || sort === 'component' || coreSort === 'type')) {
      if (r.u32() !== 0) throw r.malformed('an alias of what is outside of it', r.pos - 1)
      if (sort === undefined) r.u32()
      else own[sort].push(this.#spaces.definition(r, sort))
    } else throw r.malformed(`an unknown alias 0x${target.toString(16)}`, r.pos - 1)
  }

  #canon(r: Reader): void {
    const { core, own } = this.#spaces
    const kind = r.u8()
    if (kind === 0x00) {
      this.#functionByte(r)
      const lifts = this.#spaces.coreItem(r, 'func')
      this.#options(r)
      this.#spaces.definition(r, 'type')
      own.func.push({ lifts })
    } else if (kind === 0x01) {
      this.#functionByte(r)
      const { face, name } = this.#spaces.definition(r, 'func')
      const options = this.#options(r)
      if (face === undefined || name === undefined) throw unknownShape('it lowers a function that is not imported')
      core.func.push({ lower: [face, name], ...options })
    } else if (kind === 0x03) {
      const { face, name } = this.#spaces.definition(r, 'type')
      if (face === undefined || name === undefined) throw unknownShape('it has resources of its own')
      core.func.push({ drop: [face, name] })
    } else throw unknownShape('it has resources of its own')
  }

  #functionByte(r: Reader): void {
    if (r.u8() !== 0) throw r.malformed('something else where a function is needed', r.pos - 1)
  }

  #options(r: Reader): { memory?: Item; realloc?: Item } {
    const found: { memory?: Item; realloc?: Item } = {}
    for (let n = r.count(); n > 0; n--) {
      const option = r.u8()
      if (option === 0x03) found.memory = this.#spaces.coreItem(r, 'memory')
      else if (option === 0x04) found.realloc = this.#spaces.coreItem(r, 'func')
      else if (option === 0x05) this.#spaces.coreItem(r, 'func')
      else if (option !== 0x00) throw unknownShape('its strings are not UTF-8')
    }
    return found
  }

  #import(r: Reader): void {
    const face = externName(r).replace(/@.*/, '')
    const sort = r.u8()
    if (sort === 0x05) {
      r.u32()
      this.#spaces.own.instance.push({ face })
    } else if (sort === 0x03) {
      this.#spaces.own.type.push(r.u8() === 0 ? this.#spaces.definition(r, 'type') : {})
    } else throw unknownShape(`it imports ${face}, which is no interface`)
  }

  #export(r: Reader): void {
    const name = externName(r)
    const sort = this.#spaces.sort(r)
    if (sort === undefined) throw unknownShape('it passes core modules on')
    const found = this.#spaces.definition(r, sort)
    if (r.u8() === 1) {
      if (r.u8() === 0x03 && r.u8() === 1) throw unknownShape('it exports resources')
      r.u32()
    }
    this.#spaces.own[sort].push(found)
    if (RUN.test(name)) this.#run = found.lifts
  }

  #coreInstance(r: Reader): number {
    const at = r.pos
    const index = r.u32()
    if (index >= this.#steps.length) throw r.malformed(`core instance ${index}, which is not there`, at)
    return index
  }
}

function unknownShape(why: string): UnwasiError {
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the component can't be linked here: ${why}`,
    why: 'Programs are linked as wit-component and the compilers write them: core modules over WASI, without parts of a richer kind.',
    fix: 'Run it in a component host (`wasmtime run`), or build the program without composing it with others.',
  })
}

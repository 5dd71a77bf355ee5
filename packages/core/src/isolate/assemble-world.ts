import type { Parts } from '../guest-edits.js'
import { decode } from '../read/component/decode.js'
import {
  ALIAS,
  CANON,
  COMPONENT_SECTION,
  CORE_SORT,
  CORE_SORTS,
  INSTANCE,
  OPTION,
  TYPE,
  type CoreSort,
} from '../read/component/format.js'
import type { CanonOptions, Item } from '../read/component/items.js'
import { Reader } from '../read/reader.js'
import { HEADER_SIZE } from '../wasm/format.js'
import { leb, name, section, vec, type Bytes } from '../wasm/encode.js'
import { Appended, coreModule, counted, surrogateOf, type Modules } from './assemble.js'
import type { WorldProfile } from './profile.js'
import { loweredForWorld } from './lowered.js'

/** The modules and instances that come before everything else: trampoline and guest, in this order. */
const TRAMPOLINE = 0
const GUEST = 1
/** How far the indices of `base` move. Before everything else, there are also the guest's memory and the trampoline's allocator. */
const SHIFT: Readonly<Partial<Record<CoreSort, number>>> = { module: 2, instance: 2, memory: 1, func: 1 }
const FIRST = 0

const CORE_SORT_NUMBER = new Map([...CORE_SORTS].map(([number, sort]) => [sort, number]))

/**
 * Returns the portable component of a guest with an embedded world. `base` is what wit-component made from the surrogate, which has
 * the guest's world. Strings and lists of the world are in the guest's memory, so the guest comes first, and whatever belongs to the
 * world is changed to use its memory, its functions and its allocator.
 */
export function assembleWorld(base: Uint8Array, modules: Modules, guestImports: readonly string[], world: WorldProfile): Parts {
  const { sections, items } = decode(base)
  const rewritten = new Rewriter(base, items, world)
  const parts: Uint8Array[] = [base.subarray(0, HEADER_SIZE), ...coreModule([modules.trampoline]), ...coreModule(modules.guest)]
  const instances: Bytes[] = [
    [INSTANCE.instantiate, leb(TRAMPOLINE), vec([])],
    [INSTANCE.instantiate, leb(GUEST), vec(guestImports.map((module) => argument(module, 'instance', TRAMPOLINE)))],
  ]
  const aliases = [alias('memory', GUEST, 'memory'), alias('func', TRAMPOLINE, '_realloc')]
  parts.push(encoded(COMPONENT_SECTION.coreInstance, instances), encoded(COMPONENT_SECTION.alias, aliases))
  for (const { id, start, body, end } of sections) {
    const own = items.flatMap((item, index) =>
      item.at >= body && item.at < end ? [{ item, next: items[index + 1]?.at ?? end }] : [],
    )
    const changed =
      id === COMPONENT_SECTION.coreInstance ||
      id === COMPONENT_SECTION.alias ||
      id === COMPONENT_SECTION.canon ||
      id === COMPONENT_SECTION.type
    parts.push(
      changed
        ? encoded(
            id,
            own.map(({ item, next }) => rewritten.item(item, Math.min(next, end))),
          )
        : base.subarray(start, end),
    )
  }
  const counts = counted(items)
  const appended = new Appended({ modules: moved('module', counts.modules), instances: moved('instance', counts.instances) })
  appended.connect(modules, { trampoline: TRAMPOLINE, guest: GUEST, surrogate: moved('instance', surrogateOf(items)) })
  return [...parts, ...appended.parts]
}

const encoded = (id: number, items: readonly Bytes[]): Uint8Array => Uint8Array.from(section(id, vec(items)))
const sortNumber = (sort: CoreSort): number => {
  const number = CORE_SORT_NUMBER.get(sort)
  if (number === undefined) throw new Error(`core sort ${sort} has no number`)
  return number
}
const argument = (field: string, sort: CoreSort, index: number): Bytes => [name(field), sortNumber(sort), leb(index)]
const alias = (sort: CoreSort, instance: number, field: string): Bytes => [
  CORE_SORT,
  sortNumber(sort),
  ALIAS.coreExport,
  leb(instance),
  name(field),
]
const moved = (sort: CoreSort, index: number): number => index + (SHIFT[sort] ?? 0)

class Rewriter {
  readonly #surrogate: number
  readonly #lowered: ReadonlySet<Item>
  readonly #exports: ReadonlySet<string>

  constructor(
    readonly bytes: Uint8Array,
    items: readonly Item[],
    world: WorldProfile,
  ) {
    this.#surrogate = surrogateOf(items)
    this.#lowered = loweredForWorld(items, world)
    this.#exports = new Set(world.exports.map((entry) => entry.name))
  }

  /** Returns the item that ends at `end`, with its new indices. */
  item(item: Item, end: number): Bytes {
    switch (item.is) {
      case 'core instance':
        return [
          INSTANCE.instantiate,
          leb(moved('module', item.module)),
          vec(item.args.map((arg) => argument(arg.name, arg.sort, moved(arg.sort, arg.index)))),
        ]
      case 'core exports':
        return [INSTANCE.inlineExports, vec(item.exports.map((arg) => argument(arg.name, arg.sort, moved(arg.sort, arg.index))))]
      case 'alias': {
        if (item.from !== 'core export' || item.core === undefined) break
        const ofWorld = item.core === 'func' && item.instance === this.#surrogate && this.#exports.has(item.name)
        return alias(item.core, ofWorld ? GUEST : moved('instance', item.instance), item.name)
      }
      case 'canon': {
        // Everything that is lifted with a memory belongs to the world: `wasi:cli/run`, the other export, has neither strings nor lists.
        if (item.canon === 'lift') {
          return [CANON.lift, 0, leb(moved('func', item.core)), this.#options(item.options, true), leb(item.type)]
        }
        if (item.canon === 'lower') return [CANON.lower, 0, leb(item.func), this.#options(item.options, this.#lowered.has(item))]
        break
      }
      case 'type': {
        const { bytes } = this
        const destructor = bytes[item.at] === TYPE.resource && bytes[item.at + 2] === 1
        if (!destructor) break
        const r = new Reader(bytes, item.at + 3, end, 'resource')
        return [[...bytes.subarray(item.at, item.at + 3)], leb(moved('func', r.u32()))]
      }
    }
    return [...this.bytes.subarray(item.at, end)]
  }

  #options({ encodings, memory, realloc, postReturn }: CanonOptions, ofWorld: boolean): Bytes {
    const options: Bytes[] = encodings.map((encoding) => [OPTION[encoding === 'latin1+utf16' ? 'latin1' : encoding]])
    if (memory !== undefined) options.push([OPTION.memory, leb(ofWorld ? FIRST : moved('memory', memory))])
    if (realloc !== undefined) options.push([OPTION.realloc, leb(ofWorld ? FIRST : moved('func', realloc))])
    if (postReturn !== undefined) options.push([OPTION.postReturn, leb(moved('func', postReturn))])
    return vec(options)
  }
}

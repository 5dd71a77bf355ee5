import { UnwasiError } from '../errors.js'
import { readAlias, readTypes } from './component-types.js'
import { header } from './header.js'
import { Reader } from './reader.js'
import { sections, type Section } from './sections.js'

// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md
// Only names, counts and the use of async are read: enough to say what a component is and what it asks for.

export { isComponent } from './header.js'

export interface Component {
  sections: Section[]
  /** Names of the imports, `wasi:cli/environment@0.2.12`, without those of types alone, which ask nobody for anything. */
  imports: string[]
  exports: string[]
  /** Core modules at the top level. */
  coreModules: number
  /** Components nested directly in this one. */
  components: number
  /** Whether a component inside has core modules: it is composed of several programs. */
  composed: boolean
  /** Whether it, or a component inside, uses the async canonical ABI, which came with WASI 0.3. */
  async: boolean
}

/** Section ids of components. */
export const COMPONENT_SECTION = {
  custom: 0,
  coreModule: 1,
  coreInstance: 2,
  coreType: 3,
  component: 4,
  instance: 5,
  alias: 6,
  type: 7,
  canon: 8,
  start: 9,
  import: 10,
  export: 11,
  value: 12,
} as const

const LAST_SECTION = COMPONENT_SECTION.value
/** Far beyond what tools write, and shallow enough for the stack. */
const MAX_NESTING = 100

/** Reads a component. Raises `NOT_WASM`, `NOT_A_COMPONENT` (a core module), `TRUNCATED`, `MALFORMED` or `UNSUPPORTED`. */
export function readComponent(bytes: Uint8Array): Component {
  return read(bytes, 0)
}

function read(bytes: Uint8Array, depth: number): Component {
  if (header(bytes) === 'module') throw moduleGiven()
  const all = sections(bytes)
  const found: Component = {
    sections: all,
    imports: [],
    exports: [],
    coreModules: 0,
    components: 0,
    composed: false,
    async: false,
  }
  /** The types so far: whether each is an instance's that has types only. */
  const types: boolean[] = []
  for (const section of all) {
    const { id, body, end } = section
    const r = new Reader(bytes, body, end, `component's section ${id}`)
    switch (id) {
      case COMPONENT_SECTION.coreModule:
        found.coreModules++
        break
      case COMPONENT_SECTION.component:
        found.components++
        if (depth === MAX_NESTING) throw r.unsupported(`more than ${MAX_NESTING} levels of components`, body)
        {
          const inner = read(bytes.subarray(body, end), depth + 1)
          found.async ||= inner.async
          found.composed ||= inner.composed || inner.coreModules > 0
        }
        break
      case COMPONENT_SECTION.canon:
        if (usesAsync(r)) found.async = true
        break
      case COMPONENT_SECTION.type:
        types.push(...readTypes(r))
        break
      case COMPONENT_SECTION.alias:
        for (let n = r.count(); n > 0; n--) if (readAlias(r)) types.push(false)
        r.finish()
        break
      case COMPONENT_SECTION.import:
        for (let n = r.count(); n > 0; n--) {
          const name = externName(r)
          const { sort, index } = externType(r)
          if (sort === TYPE) types.push(false)
          const typesOnly = index !== undefined && (sort === TYPE || (sort === INSTANCE && types[index]))
          if (!typesOnly) found.imports.push(name)
        }
        r.finish()
        break
      case COMPONENT_SECTION.export:
        for (let n = r.count(); n > 0; n--) {
          found.exports.push(externName(r))
          if (sortIndex(r) === TYPE) types.push(false)
          if (flag(r)) externType(r)
        }
        r.finish()
        break
      default:
        if (id > LAST_SECTION) throw r.unsupported(`an unknown section ${id}`, section.start)
    }
  }
  return found
}

/** `nameattributes`; the attributes (implements, version suffix, external id) say nothing that is needed here. */
export function externName(r: Reader): string {
  const at = r.pos
  const form = r.u8()
  if (form > 2) throw r.unsupported(`an unknown form of name 0x${form.toString(16)}`, at)
  const name = r.name()
  if (form === 2) {
    for (let n = r.count(); n > 0; n--) {
      const attribute = r.u8()
      if (attribute > 2) throw r.unsupported(`an unknown attribute 0x${attribute.toString(16)} of a name`, r.pos - 1)
      r.name()
    }
  }
  return name
}

const TYPE = 0x03
const INSTANCE = 0x05

/** A sort, and the index that it comes with: of its type, or of a type that it is equal to. */
function externType(r: Reader): { sort: number; index?: number } {
  const at = r.pos
  const sort = r.u8()
  switch (sort) {
    case 0x00: // core module
      if (r.u8() !== 0x11) throw r.malformed('a core import that is not a module', at)
      return { sort, index: r.u32() }
    case 0x01: // func
    case 0x04: // component
    case INSTANCE:
      return { sort, index: r.u32() }
    case 0x02: // value: equal to another one, or of a type (index or primitive, one signed number)
      return { sort, index: flag(r) ? r.s33() : r.u32() }
    case TYPE: // equal to another one, or a fresh resource
      return flag(r) ? { sort } : { sort, index: r.u32() }
    default:
      throw r.unsupported(`an unknown kind of import or export 0x${sort.toString(16)}`, at)
  }
}

function sortIndex(r: Reader): number {
  const at = r.pos
  const sort = r.u8()
  if (sort > 5) throw r.unsupported(`an unknown sort 0x${sort.toString(16)}`, at)
  if (sort === 0) r.u8()
  r.u32()
  return sort
}

function flag(r: Reader): boolean {
  const at = r.pos
  const byte = r.u8()
  if (byte > 1) throw r.unsupported(`an unknown flag ${byte}`, at)
  return byte === 1
}

const OPT_ASYNC = 0x06
const OPT_CALLBACK = 0x07

/** Whether a canon section has anything beyond `lift`, `lower` and the resource functions of 0.2, without async options. */
function usesAsync(r: Reader): boolean {
  for (let n = r.count(); n > 0; n--) {
    const kind = r.u8()
    // Every other built-in (tasks, streams, futures, waitables, threads) belongs to the async proposal.
    if (kind > 0x04) return true
    if (kind >= 0x02) {
      r.u32()
      continue
    }
    const sort = r.u8()
    if (sort !== 0) throw r.malformed(`sort ${sort} where a function is needed`, r.pos - 1)
    r.u32()
    for (let opts = r.count(); opts > 0; opts--) {
      const at = r.pos
      const opt = r.u8()
      if (opt === OPT_ASYNC || opt === OPT_CALLBACK) return true
      if (opt > OPT_CALLBACK) throw r.unsupported(`an unknown canonical option 0x${opt.toString(16)}`, at)
      if (opt >= 0x03) r.u32()
    }
    if (kind === 0x00) r.u32()
  }
  r.finish()
  return false
}

function moduleGiven(): UnwasiError {
  return new UnwasiError({
    code: 'NOT_A_COMPONENT',
    headline: 'this is a core module, and a component is needed here',
    why: 'A core module has no typed interfaces; a component wraps core modules and states them.',
    fix: 'Convert it first: `unwasi component IN -o OUT`.',
  })
}

import { UnwasiError } from '../../errors.js'
import { header } from '../header.js'
import { Reader } from '../reader.js'
import { sections } from '../sections.js'
import type { Section } from '../shapes.js'
import { CANON, COMPONENT_SECTION, CORE_SORT_OF_FUNC, INSTANCE, MAX_NESTING, OPTION } from './format.js'
import type { Canon, CanonOptions, CoreArgument, Item } from './items.js'
import { alias, coreSort, externName, externType, flag, sortIndex, vector } from './primitives.js'
import { typeExpression } from './type-decoder.js'

/** A component's sections, and their items. Core modules are skipped. */
export interface Decoded {
  readonly sections: Section[]
  readonly items: Item[]
}

/**
 * Decodes a component and the components inside it. The linker checks whether its indices refer to anything. `base` is the offset of
 * `bytes` in the file, which counts for the ranges of core modules.
 * Throws `NOT_WASM`, `NOT_A_COMPONENT` (a core module), `TRUNCATED`, `MALFORMED` or `UNSUPPORTED`.
 */
export function decode(bytes: Uint8Array, depth = 0, base = 0): Decoded {
  if (header(bytes) === 'module') throw moduleGiven()
  const all = sections(bytes)
  const items: Item[] = []
  for (const section of all) readSection(bytes, section, { depth, base }, items)
  return { sections: all, items }
}

function readSection(
  bytes: Uint8Array,
  { id, start, body, end }: Section,
  { depth, base }: { depth: number; base: number },
  items: Item[],
): void {
  const r = new Reader(bytes, body, end, `component's section ${id}`)
  const each = (read: (at: number) => Item): void => {
    for (let n = r.count(); n > 0; n--) items.push(read(r.pos))
    r.finish()
  }
  switch (id) {
    case COMPONENT_SECTION.custom:
    case COMPONENT_SECTION.coreType:
      return
    case COMPONENT_SECTION.coreModule:
      items.push({ at: start, is: 'core module', start: base + body, end: base + end })
      return
    case COMPONENT_SECTION.component: {
      if (depth === MAX_NESTING) throw r.excessive(`more than ${MAX_NESTING} levels of components`, body)
      items.push({
        at: start,
        is: 'component',
        start: base + body,
        items: decode(bytes.subarray(body, end), depth + 1, base + body).items,
      })
      return
    }
    case COMPONENT_SECTION.coreInstance:
      return each((at) => coreInstance(r, at))
    case COMPONENT_SECTION.instance:
      return each((at) => instance(r, at))
    case COMPONENT_SECTION.alias:
      return each((at) => alias(r, at))
    case COMPONENT_SECTION.type:
      return each((at) => ({ at, is: 'type', type: typeExpression(r) }))
    case COMPONENT_SECTION.canon:
      return canons(r, items)
    case COMPONENT_SECTION.import:
      return each((at) => ({ at, is: 'import', name: externName(r), type: externType(r) }))
    case COMPONENT_SECTION.export:
      return each((at) => ({
        at,
        is: 'export',
        name: externName(r),
        of: sortIndex(r),
        type: flag(r) ? externType(r) : undefined,
      }))
    case COMPONENT_SECTION.start:
    case COMPONENT_SECTION.value:
      items.push({ at: start, is: 'section', id })
      return
    default:
      throw r.unsupported(`an unknown section ${id}`, start)
  }
}

function coreInstance(r: Reader, at: number): Item {
  const args = (): CoreArgument[] => vector(r, () => ({ at: r.pos, name: r.name(), sort: coreSort(r), index: r.u32() }))
  return isInstantiation(r)
    ? { at, is: 'core instance', module: r.u32(), args: args() }
    : { at, is: 'core exports', exports: args() }
}

function instance(r: Reader, at: number): Item {
  if (isInstantiation(r)) {
    const component = r.u32()
    return { at, is: 'instance', component, args: vector(r, () => ({ at: r.pos, name: r.name(), of: sortIndex(r) })) }
  }
  return { at, is: 'exports', exports: vector(r, () => ({ at: r.pos, name: externName(r), of: sortIndex(r) })) }
}

function isInstantiation(r: Reader): boolean {
  const at = r.pos
  const form = r.u8()
  if (form > INSTANCE.inlineExports) throw r.unsupported(`an unknown form of instance 0x${form.toString(16)}`, at)
  return form === INSTANCE.instantiate
}

function canons(r: Reader, items: Item[]): void {
  for (let n = r.count(); n > 0; n--) {
    const at = r.pos
    const found = canon(r)
    items.push({ at, is: 'canon', ...found })
    if (found.canon === 'async') return
  }
  r.finish()
}

function canon(r: Reader): Canon {
  const kind = r.u8()
  switch (kind) {
    case CANON.lift:
      functionByte(r)
      return { canon: 'lift', core: r.u32(), options: options(r), type: r.u32() }
    case CANON.lower:
      functionByte(r)
      return { canon: 'lower', func: r.u32(), options: options(r) }
    case CANON.resourceNew:
      return { canon: 'resource.new', type: r.u32() }
    case CANON.resourceDrop:
      return { canon: 'resource.drop', type: r.u32() }
    case CANON.resourceRep:
      return { canon: 'resource.rep', type: r.u32() }
    default:
      return { canon: 'async' }
  }
}

function functionByte(r: Reader): void {
  const sort = r.u8()
  if (sort !== CORE_SORT_OF_FUNC) throw r.malformed(`sort ${sort} where a function is needed`, r.pos - 1)
}

function options(r: Reader): CanonOptions {
  const found: { -readonly [Key in keyof CanonOptions]: CanonOptions[Key] } = { encodings: [], async: false }
  const encodings: CanonOptions['encodings'][number][] = []
  const once = (name: 'memory' | 'realloc' | 'postReturn', at: number): void => {
    if (found[name] !== undefined) throw r.malformed(`the canonical option ${name} for a second time`, at)
    found[name] = r.u32()
  }
  for (let n = r.count(); n > 0; n--) {
    const at = r.pos
    const option = r.u8()
    if (option === OPTION.utf8) encodings.push('utf8')
    else if (option === OPTION.utf16) encodings.push('utf16')
    else if (option === OPTION.latin1) encodings.push('latin1+utf16')
    else if (option === OPTION.memory) once('memory', at)
    else if (option === OPTION.realloc) once('realloc', at)
    else if (option === OPTION.postReturn) once('postReturn', at)
    else if (option === OPTION.async || option === OPTION.callback) found.async = true
    else throw r.unsupported(`an unknown canonical option 0x${option.toString(16)}`, at)
    if (option === OPTION.callback) r.u32()
  }
  return { ...found, encodings }
}

function moduleGiven(): UnwasiError {
  return new UnwasiError({
    code: 'NOT_A_COMPONENT',
    headline: 'this is a core module, but a component is needed',
    why: 'A core module has no typed interfaces. A component wraps core modules and declares their interfaces.',
    fix: 'Convert it first: `unwasi component IN -o OUT`.',
  })
}

import type { Reader } from '../reader.js'
import { CORE_I32, CORE_I64, DECLARATION, MAX_NESTING, PRIMITIVES, TYPE, VALUE } from './format.js'
import type { Declaration, Labelled, TypeExpression } from './items.js'
import { alias, externName, externType, flag, optional, typeRef, vector } from './primitives.js'

/** Reads an entry of a type section, or a type that is declared inside others, `depth` levels down. */
export function typeExpression(r: Reader, depth = 0): TypeExpression {
  const at = r.pos
  const form = r.u8()
  switch (form) {
    case TYPE.func:
    case TYPE.asyncFunc:
      return { is: 'func', async: form === TYPE.asyncFunc, params: labelled(r), result: result(r) }
    case TYPE.resource:
    case TYPE.asyncResource:
      return resource(r, form)
    case TYPE.instance:
    case TYPE.component:
      if (depth === MAX_NESTING) throw r.excessive(`more than ${MAX_NESTING} levels of types`, at)
      return {
        is: form === TYPE.instance ? 'instance' : 'component',
        declarations: vector(r, () => declaration(r, form, depth)),
      }
    default:
      return valueExpression(r, form, at)
  }
}

function declaration(r: Reader, form: number, depth: number): Declaration {
  const at = r.pos
  const kind = r.u8()
  switch (kind) {
    case DECLARATION.type:
      return { at, is: 'type', type: typeExpression(r, depth + 1) }
    case DECLARATION.alias:
      return alias(r, at)
    case DECLARATION.export:
      return { at, is: 'export', name: externName(r), type: externType(r) }
    case DECLARATION.import:
      if (form === TYPE.component) return { at, is: 'import', name: externName(r), type: externType(r) }
      throw r.malformed('an import in the type of an instance', at)
    default:
      throw r.unsupported(`an unknown declaration 0x${kind.toString(16)} in a type`, at)
  }
}

const labelled = (r: Reader): Labelled[] => vector(r, () => ({ name: r.name(), type: typeRef(r) }))

function result(r: Reader): Labelled['type'] | undefined {
  const at = r.pos
  if (!flag(r)) return typeRef(r)
  // Functions could once name several results. Only the empty list remains of that.
  if (r.u8() !== 0) throw r.unsupported('a function with named results', at)
  return undefined
}

function resource(r: Reader, form: number): TypeExpression {
  const at = r.pos
  const representation = r.u8()
  if (representation !== CORE_I32 && representation !== CORE_I64)
    throw r.unsupported('an unknown representation of a resource', at)
  if (form === TYPE.asyncResource) r.u32()
  optional(r, () => r.u32())
  return { is: 'resource' }
}

function valueExpression(r: Reader, form: number, at: number): TypeExpression {
  const type = () => typeRef(r)
  switch (form) {
    case VALUE.record:
      return { is: 'record', fields: labelled(r) }
    case VALUE.variant:
      return {
        is: 'variant',
        cases: vector(r, () => {
          const name = r.name()
          const payload = optional(r, type)
          // In files of older tools, this is the case that it refines.
          optional(r, () => r.u32())
          return { name, type: payload }
        }),
      }
    case VALUE.list:
      return { is: 'list', type: type() }
    case VALUE.option:
      return { is: 'option', type: type() }
    case VALUE.fixedList:
      return { is: 'fixed list', type: type(), length: r.u32() }
    case VALUE.map:
      return { is: 'map', key: type(), type: type() }
    case VALUE.tuple:
      return { is: 'tuple', types: vector(r, type) }
    case VALUE.flags:
    case VALUE.enum:
      return { is: form === VALUE.flags ? 'flags' : 'enum', names: vector(r, () => r.name()) }
    case VALUE.result:
      return { is: 'result', ok: optional(r, type), error: optional(r, type) }
    case VALUE.own:
    case VALUE.borrow:
      return { is: form === VALUE.own ? 'own' : 'borrow', resource: r.u32() }
    case VALUE.stream:
    case VALUE.future:
      return { is: form === VALUE.stream ? 'stream' : 'future', type: optional(r, type) }
    default: {
      const primitive = PRIMITIVES.get(form)
      if (primitive === undefined) throw r.unsupported(`an unknown type 0x${form.toString(16)}`, at)
      return { is: 'primitive', type: primitive }
    }
  }
}

// Random WIT types and their values in JavaScript, for interfaces that JavaScript gives.

const NUMBERS = {
  u8: 'i32',
  s8: 'i32',
  u16: 'i32',
  s16: 'i32',
  u32: 'i32',
  s32: 'i32',
  u64: 'i64',
  s64: 'i64',
  f32: 'f32',
  f64: 'f64',
}
const ARRAYS = {
  u8: Uint8Array,
  s8: Int8Array,
  u16: Uint16Array,
  s16: Int16Array,
  u32: Uint32Array,
  s32: Int32Array,
  u64: BigUint64Array,
  s64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
}
const WIDTHS = { u8: 8, s8: 8, u16: 16, s16: 16, u32: 32, s32: 32 }

const join = (a, b) => (a === b ? a : [a, b].every((one) => one === 'i32' || one === 'f32') ? 'i32' : 'i64')
const joined = (cases) => {
  const all = []
  for (const flat of cases) flat.forEach((one, index) => (all[index] = all[index] === undefined ? one : join(all[index], one)))
  return ['i32', ...all]
}

/** The core types that a value of `type` has. */
export const flatten = (type) => {
  const { is, of = [] } = type
  if (is in NUMBERS) return [NUMBERS[is]]
  if (is === 'string' || is === 'list') return ['i32', 'i32']
  if (is === 'tuple' || is === 'record') return of.flatMap(flatten)
  if (is === 'flags') return Array.from({ length: Math.ceil(type.names.length / 32) }, () => 'i32')
  if (['variant', 'option', 'result'].includes(is)) return joined(of.map((one) => (one ? flatten(one) : [])))
  return ['i32']
}

const names = (random, most) => Array.from({ length: random.between(1, most) }, (_, index) => `n${index}`)

/** Makes a random type. Those that need a name are added to `definitions`. */
export const makeType = (random, definitions, depth = 3, resources = true) => {
  const inner = () => makeType(random, definitions, depth - 1, resources)
  const define = (type, text) => {
    const name = `t${definitions.length}`
    definitions.push(text(name))
    return { ...type, text: name }
  }
  const maybe = () => (random.chance(0.3) ? undefined : inner())
  const simple = [...Object.keys(NUMBERS), 'bool', 'char', 'string', 'string', ...(resources ? ['own', 'own'] : [])]
  const compound = ['list', 'list', 'tuple', 'record', 'variant', 'option', 'result', 'flags', 'enum']
  const is = random.pick(depth > 0 && random.chance(0.75) ? compound : simple)
  switch (is) {
    case 'own':
      return { is, text: 'thing' }
    case 'list':
    case 'option': {
      const of = inner()
      return { is, of: is === 'list' ? [of] : [undefined, of], text: `${is}<${of.text}>` }
    }
    case 'tuple': {
      const of = Array.from({ length: random.between(1, 4) }, inner)
      return { is, of, text: `tuple<${of.map(({ text }) => text).join(', ')}>` }
    }
    case 'result': {
      const of = [maybe(), maybe()]
      const [ok, error] = of.map((one) => one?.text ?? '_')
      return { is, of, text: error === '_' ? (ok === '_' ? 'result' : `result<${ok}>`) : `result<${ok}, ${error}>` }
    }
    case 'record': {
      const own = names(random, 5)
      const of = own.map(inner)
      const fields = own.map((name, index) => `${name}: ${of[index].text}`)
      return define({ is, names: own, of }, (name) => `record ${name} { ${fields.join(', ')} }`)
    }
    case 'variant': {
      const own = names(random, random.chance(0.05) ? 300 : 5)
      const of = own.map(maybe)
      const cases = own.map((name, index) => (of[index] ? `${name}(${of[index].text})` : name))
      return define({ is, names: own, of }, (name) => `variant ${name} { ${cases.join(', ')} }`)
    }
    case 'flags':
    case 'enum': {
      const own = names(random, is === 'enum' && random.chance(0.1) ? 300 : 32)
      return define({ is, names: own }, (name) => `${is} ${name} { ${own.join(', ')} }`)
    }
    default:
      return { is, text: is }
  }
}

const integer = (random, is) => {
  const bits = WIDTHS[is]
  const value = random.pick([0, 1, 2 ** (bits - 1) - 1, 2 ** (bits - 1), 2 ** bits - 1, random.u32() % 2 ** bits])
  return is.startsWith('s') && value >= 2 ** (bits - 1) ? value - 2 ** bits : value
}
const FLOATS = [0, -0, 1.5, -1e10, Infinity, -Infinity, Number.NaN, 2 ** -140]
const TEXTS = ['', 'a', 'ä', '😀', 'text\0', '\ufeffx', '\u2028', 'long '.repeat(50)]

/** A value of `type`. `make` makes resources. */
export const makeValue = (random, type, make) => {
  const { is, of } = type
  const inner = (one) => makeValue(random, one, make)
  const tagged = (names, index, payload) => (payload ? { tag: names[index], val: inner(payload) } : { tag: names[index] })
  if (is in WIDTHS) return integer(random, is)
  switch (is) {
    case 'u64':
    case 's64': {
      const wide = (BigInt(random.u32()) << 32n) | BigInt(random.u32())
      const value = random.pick([0n, 1n, 2n ** 63n, 2n ** 64n - 1n, wide])
      return is === 'u64' ? value : BigInt.asIntN(64, value)
    }
    case 'f32':
      return Math.fround(random.pick(FLOATS))
    case 'f64':
      return random.pick(FLOATS)
    case 'bool':
      return random.chance(0.5)
    case 'char':
      return random.pick(['a', '\0', '😀', '\ud7ff', '\ue000', '\u{10ffff}'])
    case 'string':
      return random.pick(TEXTS)
    case 'list': {
      const items = Array.from({ length: random.pick([0, 1, 2, 3, 7]) }, () => inner(of[0]))
      return of[0].is in NUMBERS && random.chance(0.7) ? ARRAYS[of[0].is].from(items) : items
    }
    case 'tuple':
      return of.map(inner)
    case 'record':
      return Object.fromEntries(type.names.map((name, index) => [name, inner(of[index])]))
    case 'variant': {
      const index = random.below(type.names.length)
      return tagged(type.names, index, of[index])
    }
    case 'result': {
      const index = random.below(2)
      return tagged(['ok', 'err'], index, of[index])
    }
    case 'option': {
      const some = random.chance(0.6)
      if (of[1].is === 'option') return tagged(['none', 'some'], Number(some), some ? of[1] : undefined)
      return some ? inner(of[1]) : undefined
    }
    case 'flags':
      return Object.fromEntries(type.names.map((name) => [name, random.chance(0.5)]))
    case 'enum':
      return random.pick(type.names)
    default:
      return make()
  }
}

/** Whether JavaScript may get `value` for `type`. Names the first part that does not conform. */
export const misfit = (type, value, isThing) => {
  const { is, of } = type
  const say = (fits) => (fits ? undefined : `${String(value)} for ${type.text}`)
  const first = (parts) => parts.find((one) => one !== undefined)
  const payload = (names) => {
    const index = names.indexOf(value?.tag)
    if (index < 0) return say(false)
    return of[index] ? misfit(of[index], value.val, isThing) : say(value.val === undefined)
  }
  if (is in WIDTHS) {
    const low = is.startsWith('s') ? -(2 ** (WIDTHS[is] - 1)) : 0
    return say(Number.isInteger(value) && value >= low && value < low + 2 ** WIDTHS[is])
  }
  switch (is) {
    case 'u64':
      return say(typeof value === 'bigint' && BigInt.asUintN(64, value) === value)
    case 's64':
      return say(typeof value === 'bigint' && BigInt.asIntN(64, value) === value)
    case 'f32':
      return say(typeof value === 'number' && Object.is(Math.fround(value), value))
    case 'f64':
      return say(typeof value === 'number')
    case 'bool':
      return say(typeof value === 'boolean')
    case 'char':
      return say(typeof value === 'string' && [...value].length === 1 && value.isWellFormed?.() !== false)
    case 'string':
      return say(typeof value === 'string' && value.isWellFormed?.() !== false)
    case 'list':
      if (of[0].is in NUMBERS) return say(value instanceof ARRAYS[of[0].is])
      return Array.isArray(value) ? first(value.map((one) => misfit(of[0], one, isThing))) : say(false)
    case 'tuple':
      if (!Array.isArray(value) || value.length !== of.length) return say(false)
      return first(of.map((one, index) => misfit(one, value[index], isThing)))
    case 'record':
      if (Object.keys(value).join() !== type.names.join()) return say(false)
      return first(of.map((one, index) => misfit(one, value[type.names[index]], isThing)))
    case 'variant':
      return payload(type.names)
    case 'result':
      return payload(['ok', 'err'])
    case 'option':
      if (of[1].is === 'option') return payload(['none', 'some'])
      return value === undefined ? undefined : misfit(of[1], value, isThing)
    case 'flags':
      return say(Object.keys(value).join() === type.names.join() && Object.values(value).every((one) => typeof one === 'boolean'))
    case 'enum':
      return say(type.names.includes(value))
    default:
      return say(isThing(value))
  }
}

/** Whether two values are the same. Lists of numbers may be arrays of either kind. */
export const same = (a, b) => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const isList = (one) => Array.isArray(one) || ArrayBuffer.isView(one)
  if (isList(a) !== isList(b) || Object.getPrototypeOf(a)?.constructor === undefined) return false
  if (isList(a)) return a.length === b.length && a.every((one, index) => same(one, b[index]))
  if (a.constructor !== Object || b.constructor !== Object) return false
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]))
}

// Checks what a guest must not be able to change: the objects that all JavaScript in the process shares.

/** Globals that Node creates at their first use, when their descriptors change. */
const LAZY = /^(?:crypto|navigator|localStorage|sessionStorage|global|globalThis|process|webkit.*)$/

/** Objects by name: globals, their prototypes, and the prototypes without a name. */
function shared() {
  const found = new Map([['globalThis', globalThis]])
  const add = (name, value) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return
    found.set(name, value)
    const prototype = typeof value === 'function' && Object.getOwnPropertyDescriptor(value, 'prototype')?.value
    if (prototype) found.set(`${name}.prototype`, prototype)
  }
  for (const name of Object.getOwnPropertyNames(globalThis)) if (!LAZY.test(name)) add(name, globalThis[name])
  for (const name of Object.getOwnPropertyNames(WebAssembly)) add(`WebAssembly.${name}`, WebAssembly[name])
  for (const name of ['hrtime', 'nextTick', 'exit', 'env']) add(`process.${name}`, process[name])
  const parent = (value) => Object.getPrototypeOf(value)
  add('TypedArray', parent(Uint8Array))
  add('GeneratorFunction', parent(function* () {}).constructor)
  add('AsyncFunction', parent(async () => {}).constructor)
  add('AsyncGeneratorFunction', parent(async function* () {}).constructor)
  add('ArrayIterator', parent([][Symbol.iterator]()))
  add('MapIterator', parent(new Map()[Symbol.iterator]()))
  add('StringIterator', parent(''[Symbol.iterator]()))
  add('Iterator', parent(parent([][Symbol.iterator]())))
  return found
}

const recordOf = (object) => ({
  parent: Object.getPrototypeOf(object),
  extensible: Object.isExtensible(object),
  own: Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]),
})

const same = (one, other) =>
  other !== undefined &&
  Object.is(one.value, other.value) &&
  one.get === other.get &&
  one.set === other.set &&
  one.writable === other.writable &&
  one.enumerable === other.enumerable &&
  one.configurable === other.configurable

/** Remembers the realm as it is now. The returned function lists what has changed since. */
export function watchRealm() {
  const before = [...shared()].map(([name, object]) => [name, object, recordOf(object)])
  return () => before.flatMap(([name, object, record]) => differences(name, object, record))
}

function differences(name, object, before) {
  const found = []
  if (Object.getPrototypeOf(object) !== before.parent) found.push(`${name} has another prototype`)
  if (Object.isExtensible(object) !== before.extensible) found.push(`${name} was frozen or sealed`)
  const left = new Set(Reflect.ownKeys(object))
  for (const [key, descriptor] of before.own) {
    left.delete(key)
    if (name === 'globalThis' && LAZY.test(String(key))) continue
    if (!same(descriptor, Object.getOwnPropertyDescriptor(object, key))) found.push(`${name}[${String(key)}] was changed`)
  }
  for (const key of left) found.push(`${name}[${String(key)}] was added`)
  return found
}

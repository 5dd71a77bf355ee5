/** What a program exports, by name. */
export type Exports = Record<string, unknown>

const exportsKey: unique symbol = /* @__PURE__ */ Symbol.for('unwasi.exports')
const memoryKey: unique symbol = /* @__PURE__ */ Symbol.for('unwasi.memory')

/** Keys of what an instance of a library has beside its own names. */
export const unwasi = {
  /**
   * All that the library exports, by the names that it has there. `then` is found only here: an instance that had a function of this
   * name would be taken for a promise, and `await` would call it.
   */
  exports: exportsKey,
  /** The guest's memory, if it is a preview1 module that has one. An export of a component may be called `memory`; this is none. */
  memory: memoryKey,
} as const

/** `Symbol.dispose`, or where the engine has none the one that compilers use in its place. */
const disposeKey = (): symbol => (Symbol as { dispose?: symbol }).dispose ?? Symbol.for('Symbol.dispose')

// The names are the guest's: without a prototype `__proto__` is one like any other, and none is there that the guest does not export.
const record = (entries: readonly (readonly [string, unknown])[]): Exports =>
  Object.assign(Object.create(null) as Exports, Object.fromEntries(entries))

/** An instance of a library, as its users see it. */
export const instanceOf = (entries: readonly (readonly [string, unknown])[], memory: unknown, dispose: () => void): Exports =>
  Object.freeze(
    Object.assign(record(entries.filter(([name]) => name !== 'then')), {
      [unwasi.exports]: Object.freeze(record(entries)),
      [unwasi.memory]: memory,
      [disposeKey()]: dispose,
    }),
  )

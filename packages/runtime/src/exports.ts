/** What a program exports, by name. */
export type Exports = Record<string, unknown>

const exportsKey: unique symbol = /* @__PURE__ */ Symbol.for('unwasi.exports')
const memoryKey: unique symbol = /* @__PURE__ */ Symbol.for('unwasi.memory')

/** Keys of the members that an instance of a library has besides its exports. */
export const unwasi = {
  /**
   * Everything that the library exports, by name. `then` is available only here: `await` would take an instance with a function
   * of that name for a promise and call it.
   */
  exports: exportsKey,
  /** The memory that a preview1 module exports. A component has none, even if it has an export called `memory`. */
  memory: memoryKey,
} as const

/** `Symbol.dispose`. In an engine that lacks it, the symbol that compilers use instead. */
export const disposeKey = (): symbol => (Symbol as { dispose?: symbol }).dispose ?? Symbol.for('Symbol.dispose')

/** `Symbol.asyncDispose`, or its substitute, like `disposeKey`. */
export const asyncDisposeKey = (): symbol =>
  (Symbol as { asyncDispose?: symbol }).asyncDispose ?? Symbol.for('Symbol.asyncDispose')

// The guest chooses the names. Without a prototype, `__proto__` is an ordinary name, and nothing is inherited.
export const record = (entries: readonly (readonly [string, unknown])[]): Exports =>
  Object.assign(Object.create(null) as Exports, Object.fromEntries(entries))

/** An instance of a library, as users see it. `more` is further members. */
export const instanceOf = (
  entries: readonly (readonly [string, unknown])[],
  memory: unknown,
  dispose: () => void,
  more?: object,
): Exports =>
  Object.freeze(
    Object.assign(record(entries.filter(([name]) => name !== 'then')), {
      [unwasi.exports]: Object.freeze(record(entries)),
      [unwasi.memory]: memory,
      [disposeKey()]: dispose,
      ...more,
    }),
  )

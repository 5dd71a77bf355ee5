// A guest that follows a script in its data. The script is in a passive segment, and each record is copied out right before its
// execution, so that no call can change what the guest does next or what is expected of it.
import { MODULE, flat, leb, name, section, vec } from './bytes.mjs'
import * as w from './code.mjs'
import { ARGS, AT, END, OWN, POOL, RECORD, RECORDS } from './records.mjs'

const legacy = [0x06, w.VOID, 0x19, 0x0b]

const valid = (body) =>
  WebAssembly.validate(
    Uint8Array.from(
      flat([MODULE, section(1, vec([[0x60, 0, 0]])), section(3, vec([0])), section(10, vec([[body.length + 2, 0, body, 0x0b]]))]),
    ),
  )

/** The forms of exception handlers that this engine knows. */
export const HANDLERS = [
  ...(valid(legacy) ? ['legacy'] : []),
  ...(valid(flat([0x02, w.VOID, 0x02, 0x69, 0x1f, w.VOID, 1, 3, 0, 0x0b, 0x0c, 1, 0x0b, 0x1a, 0x0b])) ? ['exnref'] : []),
]

const param = (index) => w.load64(AT.args + 8 * index, w.i32(0))
const param32 = (index) => w.wrap(param(index))

/**
 * Builds the module. `imports` are `{ module, name, params, results }` by number. With `shared` it imports from `m` its memory
 * and a table whose first function is its `realloc`. `handlers` is the form of `catch_all`, if any. `exports` are further
 * functions `{ name, act }`, where `act` is the first record of a block, or undefined if a parameter selects it.
 *
 * @returns its bytes, and the offsets of script and pool in them
 */
export const interpreter = ({ imports, shared, handlers, pages = 4, exports }) => {
  const types = []
  const type = (params, results) => {
    const key = JSON.stringify([params, results])
    if (!types.includes(key)) types.push(key)
    return types.indexOf(key)
  }
  const plain = type([], [])
  const functions = []
  const define = (params, results, locals, code) => {
    functions.push({ type: type(params, results), locals, code })
    return imports.length + functions.length - 1
  }
  const [operations, returned, caught, bad, refs] = [0, 1, 2, 3, 4].map((index) => index + (shared ? 1 : 0))
  const [result, fuel, mode, value, armed, heap, wrong] = [0, 1, 2, 3, 4, 5, 6]
  const first = imports.length + imports.length + OWN.length
  const execute = first
  const realloc = first + 1
  for (const { params, results } of imports) type(params, results)

  // Each operation takes its parameters from memory, and leaves its result in a global.
  imports.forEach(({ params, results }, index) => {
    const args = params.map((one, at) =>
      one === 'i64' ? param(at) : one === 'i32' ? param32(at) : w.tableGet(refs, w.and(param32(at), w.i32(7))),
    )
    const called = w.call(index, ...args)
    const code =
      results[0] === 'externref'
        ? w.tableSet(refs, w.and(param32(ARGS - 1), w.i32(7)), called)
        : results[0] === 'i64'
          ? w.setGlobal(result, called)
          : results[0] === 'i32'
            ? w.setGlobal(result, w.extend(called))
            : called
    define([], [], [], code)
  })
  const own = {
    grow: w.setGlobal(result, w.extend(w.memoryGrow(param32(0)))),
    fill: w.memoryFill(param32(0), param32(1), param32(2)),
    copy: w.memoryCopy(param32(0), param32(1), param32(2)),
    store: w.store64(0, param32(0), param(1)),
    mode: [w.setGlobal(mode, param32(0)), w.setGlobal(value, param32(1))],
    arm: w.setGlobal(armed, param32(0)),
    trap: w.unreachable,
    block: w.call(execute, param32(0)),
    // Writes eight letters that differ each time: the remaining fuel, one nibble per letter.
    name: w.store64(
      0,
      param32(0),
      [0, 1, 2, 3, 4, 5, 6, 7].reduce(
        (sum, index) =>
          w.add64(sum, w.shl64(w.extend(w.and(w.shrU(w.getGlobal(fuel), w.i32(4 * index)), w.i32(15))), w.i64(8 * index))),
        w.i64(0x6161616161616161n),
      ),
    ),
  }
  for (const key of OWN) define([], [], [], own[key])

  const [at, left, k, count, op, flags, to, number, kind, skip] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  const copyRecord = w.memoryInit(0, w.i32(AT.record), w.mul(w.get(at), w.i32(RECORD)), w.i32(RECORD))
  const field = (load, offset) => load(AT.record + offset, w.i32(0))
  const eight = (index) => w.shl(w.get(index), w.i32(3))
  const act = [
    w.callIndirect(plain, operations, w.get(op)),
    w.tableSet(returned, w.get(at), w.refFunc(imports.length)),
    w.when(w.getGlobal(wrong), w.tableSet(bad, w.get(at), w.refFunc(imports.length))),
    w.when(w.get(to), w.store64(0, w.get(to), w.getGlobal(result))),
  ]
  // Any function in an element segment can serve as a mark.
  const noticed = w.tableSet(caught, w.get(at), w.refFunc(imports.length))
  define(
    ['i32'],
    [],
    [...Array.from({ length: 6 }, () => 'i32'), 'i64', 'i32', 'i32'],
    w.block(
      w.loop(
        copyRecord,
        w.set(op, field(w.load16, 0)),
        w.set(left, field(w.load32, 4)),
        w.branchIf(1, w.eq(w.get(op), w.i32(END))),
        w.block(
          w.loop(
            w.branchIf(1, w.eqz(w.get(left))),
            w.when(w.eqz(w.getGlobal(fuel)), w.leave),
            w.setGlobal(fuel, w.sub(w.getGlobal(fuel), w.i32(1))),
            copyRecord,
            w.set(flags, field(w.load8, 2)),
            w.set(count, field(w.load8, 3)),
            w.set(to, field(w.load32, 8)),
            w.set(k, w.i32(0)),
            w.set(skip, w.i32(0)),
            w.block(
              w.loop(
                w.branchIf(1, w.geU(w.get(k), w.get(count))),
                w.set(number, w.load64(AT.record + 32, eight(k))),
                w.set(kind, w.load8(AT.record + 16, w.get(k))),
                // The kinds are a number in memory, the target of a pointer in memory (in the first 64 KiB), and the result of
                // the last call.
                // Kind 4 is kind 1 for a result, which has a tag before it.
                w.when(
                  w.eq(w.get(kind), w.i32(4)),
                  w.set(skip, w.or(w.get(skip), w.gtU(w.load8(0, w.sub(w.wrap(w.get(number)), w.i32(4))), w.i32(0)))),
                ),
                w.when(
                  w.or(w.eq(w.get(kind), w.i32(1)), w.eq(w.get(kind), w.i32(4))),
                  w.set(number, w.load32as64(0, w.wrap(w.get(number)))),
                ),
                w.when(
                  w.eq(w.get(kind), w.i32(2)),
                  w.set(number, w.load32as64(0, w.and(w.load32(0, w.wrap(w.get(number))), w.i32(0xfff8)))),
                ),
                w.when(w.eq(w.get(kind), w.i32(3)), w.set(number, w.getGlobal(result))),
                w.when(w.get(kind), w.set(skip, w.or(w.get(skip), w.eqz(w.wrap(w.get(number)))))),
                w.store64(AT.args, eight(k), w.get(number)),
                w.set(k, w.add(w.get(k), w.i32(1))),
                w.branch(0),
              ),
            ),
            w.setGlobal(wrong, w.i32(0)),
            w.when(
              w.eqz(w.and(w.get(skip), w.shrU(w.get(flags), w.i32(1)))),
              handlers ? [w.and(w.get(flags), w.i32(1)), 0x04, w.VOID, w.caught[handlers](act, noticed), 0x05, act, 0x0b] : act,
            ),
            w.set(left, w.sub(w.get(left), w.i32(1))),
            w.branch(0),
          ),
        ),
        w.set(at, w.add(w.get(at), w.i32(1))),
        w.branch(0),
      ),
    ),
  )

  // `mode` controls the allocator: 1 traps, 2 returns `value`, 3 is off by one.
  const [align, size, place] = [2, 3, 4]
  const end = (length) => w.add64(w.extend(w.get(place)), w.extend(length))
  const memoryEnd = w.extend(w.shl(w.memorySize, w.i32(16)))
  define(
    ['i32', 'i32', 'i32', 'i32'],
    ['i32'],
    ['i32', 'i32'],
    [
      w.when(w.getGlobal(armed), w.set(5, w.getGlobal(armed)), w.setGlobal(armed, w.i32(0)), w.call(execute, w.get(5))),
      w.when(w.eq(w.getGlobal(mode), w.i32(1)), w.unreachable),
      w.set(place, w.and(w.sub(w.add(w.getGlobal(heap), w.get(align)), w.i32(1)), w.sub(w.i32(0), w.get(align)))),
      w.when(
        w.gtU64(end(w.get(size)), memoryEnd),
        w.when(w.gtU(w.get(size), w.i32(1 << 26)), w.unreachable),
        w.when(w.eq(w.memoryGrow(w.add(w.shrU(w.get(size), w.i32(16)), w.i32(1))), w.i32(-1)), w.unreachable),
      ),
      w.setGlobal(heap, w.add(w.get(place), w.get(size))),
      w.when(w.gtU(w.getGlobal(heap), w.i32(0xc0000)), w.setGlobal(heap, w.i32(AT.heap))),
      w.when(w.eq(w.getGlobal(mode), w.i32(2)), w.set(place, w.getGlobal(value))),
      w.when(w.eq(w.getGlobal(mode), w.i32(3)), w.set(place, w.add(w.get(place), w.i32(1)))),
      w.when(
        w.or(w.and(w.get(place), w.sub(w.get(align), w.i32(1))), w.gtU64(end(w.get(size)), memoryEnd)),
        w.setGlobal(wrong, w.i32(1)),
      ),
      w.get(place),
    ],
  )
  const exported = exports.map(({ name: label, params, results, block, answer }) => {
    const code = [w.call(execute, block === undefined ? w.get(0) : w.i32(block)), answer === undefined ? [] : w.i32(answer)]
    return [label, define(params, results, [], code)]
  })

  const limits = (minimum) => [0x00, leb(minimum)]
  const imported = imports.map((one) => [name(one.module), name(one.name), 0x00, leb(type(one.params, one.results))])
  if (shared) {
    imported.push([name('m'), name('memory'), 0x02, limits(1)])
    imported.push([name('m'), name('table'), 0x01, TYPE_FUNCREF, limits(1)])
  }
  const operationsCount = imports.length + OWN.length
  const tables = [operationsCount, RECORDS, RECORDS, RECORDS].map((length) => [TYPE_FUNCREF, limits(length)])
  const bodies = functions.map(({ locals, code }) => {
    const body = flat([vec(locals.map((one) => [1, w.TYPE[one]])), code, 0x0b])
    return [leb(body.length), body]
  })
  const globals = [
    [w.TYPE.i64, 1, w.i64(0), 0x0b],
    ...[2_000_000, 0, 0, 0, AT.heap, 0].map((start) => [w.TYPE.i32, 1, w.i32(start), 0x0b]),
  ]
  const trampolines = Array.from({ length: operationsCount }, (_, index) => leb(imports.length + index))
  const elements = [[0x02, leb(operations), w.i32(0), 0x0b, 0x00, vec(trampolines)]]
  if (shared) elements.push([0x02, leb(0), w.i32(0), 0x0b, 0x00, vec([leb(realloc)])])
  const script = Array.from({ length: RECORDS * RECORD }, () => 0xff)
  const pool = Array.from({ length: POOL }, () => 0)
  const bytes = flat([
    MODULE,
    section(
      1,
      vec(
        types
          .map((key) => JSON.parse(key))
          .map(([params, results]) => [0x60, vec(params.map((one) => w.TYPE[one])), vec(results.map((one) => w.TYPE[one]))]),
      ),
    ),
    section(2, vec(imported)),
    section(3, vec(functions.map((one) => leb(one.type)))),
    section(4, vec([...tables, [w.TYPE.externref, limits(8)]])),
    shared ? [] : section(5, vec([limits(pages)])),
    section(6, vec(globals)),
    section(
      7,
      vec([
        ...(shared ? [] : [[name('memory'), 0x02, 0]]),
        ...Object.entries({ returned, caught, bad, refs }).map(([label, index]) => [name(label), 0x01, leb(index)]),
        ...exported.map(([label, index]) => [name(label), 0x00, leb(index)]),
      ]),
    ),
    section(9, vec(elements)),
    section(12, [2]),
    section(10, vec(bodies)),
    section(
      11,
      vec([
        [0x01, vec(script)],
        [0x00, w.i32(AT.pool), 0x0b, vec(pool)],
      ]),
    ),
  ])
  const poolAt = bytes.length - POOL
  const header = flat([0x00, w.i32(AT.pool), 0x0b, leb(POOL)]).length
  return { bytes: Uint8Array.from(bytes), scriptAt: poolAt - header - RECORDS * RECORD, poolAt }
}

const TYPE_FUNCREF = w.TYPE.funcref

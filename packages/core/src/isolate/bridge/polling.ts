import { Errno, FILETYPE } from '../../preview1/errno.js'
import { EVENT_SIZE, signature, SUBSCRIPTION_SIZE } from '../../preview1/table.js'
import {
  add,
  and,
  call,
  eq,
  eqz,
  get,
  gtU,
  i32,
  i64,
  load32,
  load64,
  load8,
  ltU64,
  mul,
  or,
  ret,
  set,
  shl,
  sub,
  sub64,
  tee,
  when,
  whileTrue,
} from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import { SCRATCH, slot } from '../private-memory.js'
import { needs } from '../profile.js'
import { failing, within } from './calls.js'
import type { BridgeContext } from './context.js'

/** No program needs more subscriptions at once. More are refused, before their size can overflow. */
const MAX_SUBSCRIPTIONS = 1 << 16

/** Offsets in a `subscription`. The fields of a clock are those from `clock` on. */
const SUBSCRIPTION = { tag: 8, fd: 16, clock: 16, timeout: 24, flags: 40, unused: 44 } as const
/** How a guest's subscriptions lie in its memory: the size of one, and the offset of a clock's fields. */
export interface Subscriptions {
  readonly size: number
  readonly clock: number
}

export const PREVIEW1_SUBSCRIPTIONS: Subscriptions = { size: SUBSCRIPTION_SIZE, clock: SUBSCRIPTION.clock }

/** Offsets in an `event`, whose type follows the u16 of the error. */
const EVENT = { error: 8, bytes: 16, flags: 24 } as const
/** The offset of the rights in an `fdstat`, and of the size in a `filestat`. */
const RIGHTS = 8
const SIZE = 32
const FD_READ = 2
const MONOTONIC = 1
/** The answer for a descriptor that is always ready. It is not an errno. */
const READY = 1 << 15

/**
 * The adapter fails as a whole if it can't poll one of the descriptors. In POSIX, only that one has an error, and regular files and
 * directories are always ready, however they are open. So the bridge replaces such subscriptions by a timer that has run out, and
 * makes the event of that timer the descriptor's. In the adapter's subscriptions and events, userdata is the index of the
 * subscription.
 */
export function poll(context: BridgeContext, guests: Subscriptions): number {
  const { m, imports, moves, descriptors, profile } = context
  const { load8: privateLoad8, load32: privateLoad32, store8, store32, store64 } = imports
  const answer = answerFor(context)
  const same = guests.size === SUBSCRIPTION_SIZE
  const [subscriptions, events, count, countOut] = [0, 1, 2, 3]
  return m.function(signature('poll_oneoff'), (f) => {
    const [errno, index, at, fd, own] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()]
    const load64At = (address: number): Bytes => call(imports.load64, i32(address))
    const field = (offset: number): Bytes => add(get(at), i32(offset))
    const inSize = mul(get(count), i32(SUBSCRIPTION_SIZE))
    const outSize = mul(get(count), i32(EVENT_SIZE))
    const tag = call(privateLoad8, field(SUBSCRIPTION.tag))

    const replaced = [
      call(store8, field(SUBSCRIPTION.tag), i32(0)),
      call(store32, field(SUBSCRIPTION.clock), i32(MONOTONIC)),
      call(store64, field(SUBSCRIPTION.timeout), i64(0)),
      call(store32, field(SUBSCRIPTION.flags), i32(0)),
    ]
    const prepare = [
      call(store32, get(at), get(index)),
      call(store32, field(4), i32(0)),
      set(errno, i32(0)),
      when(tag, [
        when(gtU(tag, i32(2)), ret(i32(Errno.INVAL))),
        set(fd, descriptors.index(call(privateLoad32, field(SUBSCRIPTION.fd)))),
        set(errno, call(answer, get(fd), tag)),
        when(get(errno), replaced, call(store32, field(SUBSCRIPTION.fd), get(fd))),
      ]),
      call(store32, field(SUBSCRIPTION.unused), get(errno)),
    ]
    // What is left to read of a file. Directories have no position.
    const [position, size] = [slot(1), slot(2)]
    const unread = (): Bytes =>
      when(eq(load8(get(own), SUBSCRIPTION.tag), i32(1)), [
        set(fd, descriptors.index(load32(get(own), SUBSCRIPTION.fd))),
        when(eqz(call(imports.adapter('fd_tell'), get(fd), i32(position))), [
          call(store32, field(EVENT.bytes), i32(0)),
          when(eqz(call(imports.adapter('fd_filestat_get'), get(fd), i32(size))), [
            when(ltU64(load64At(position), load64At(size + SIZE)), [
              call(store64, field(EVENT.bytes), sub64(load64At(size + SIZE), load64At(position))),
            ]),
          ]),
        ]),
      ])
    // `at` is the event, and `own` is the guest's subscription.
    const settle = (input: Bytes): Bytes => [
      set(index, mul(call(privateLoad32, get(at)), i32(SUBSCRIPTION_SIZE))),
      set(own, add(get(subscriptions), same ? get(index) : mul(call(privateLoad32, get(at)), i32(guests.size)))),
      call(store64, get(at), load64(get(own))),
      when(tee(errno, call(privateLoad32, add(add(input, get(index)), i32(SUBSCRIPTION.unused)))), [
        // What is ready has a byte, unless more is known. What has an error has none.
        call(store32, field(EVENT.bytes), eq(get(errno), i32(READY))),
        needs.polledFiles(profile) ? when(eq(get(errno), i32(READY)), unread()) : [],
        call(store32, field(EVENT.error), or(and(get(errno), i32(READY - 1)), shl(load8(get(own), SUBSCRIPTION.tag), i32(16)))),
      ]),
      // The adapter reports a hangup at the end of a file, where POSIX has none.
      call(store32, field(EVENT.flags), i32(0)),
    ]
    const each = (first: Bytes, length: Bytes, size: number, act: Bytes): Bytes => {
      const left = f.i32()
      return [
        set(at, first),
        set(left, length),
        whileTrue(get(left), [act, set(at, field(size)), set(left, sub(get(left), i32(1)))]),
      ]
    }
    const head = SUBSCRIPTION.clock
    const translated = (input: Bytes): Bytes => [
      set(own, get(subscriptions)),
      each(input, get(count), SUBSCRIPTION_SIZE, [
        call(moves.copyIn, get(at), get(own), i32(head)),
        set(fd, add(get(own), i32(head))),
        when(eqz(tag), set(fd, add(get(own), i32(guests.clock)))),
        call(moves.copyIn, field(head), get(fd), i32(SUBSCRIPTION_SIZE - head)),
        set(own, add(get(own), i32(guests.size))),
      ]),
    ]
    return [
      when(gtU(get(count), i32(MAX_SUBSCRIPTIONS)), ret(i32(Errno.INVAL))),
      ...within(f, imports.scratch, inSize, (input) => [
        same ? call(moves.copyIn, input, get(subscriptions), inSize) : translated(input),
        each(input, get(count), SUBSCRIPTION_SIZE, [prepare, set(index, add(get(index), i32(1)))]),
        ...within(f, imports.allocate, outSize, (output) => [
          failing(errno, call(imports.adapter('poll_oneoff'), input, output, get(count), i32(slot(0)))),
          each(output, call(privateLoad32, i32(slot(0))), EVENT_SIZE, settle(input)),
          call(moves.copyOut, get(events), output, mul(call(privateLoad32, i32(slot(0))), i32(EVENT_SIZE))),
        ]),
      ]),
      moves.copyOutFixed(countOut, slot(0), 4),
      i32(Errno.SUCCESS),
    ]
  })
}

/** Defines a function (the adapter's descriptor, tag) → 0 if the adapter can poll it, READY, or an errno. */
function answerFor({ m, imports }: BridgeContext): number {
  const [fd, tag] = [0, 1]
  return m.function({ params: ['i32', 'i32'], results: ['i32'] }, (f) => {
    const [errno, type] = [f.i32(), f.i32()]
    // The tags are 1 and 2, and the rights FD_READ and FD_WRITE are five bits apart.
    const wanted = shl(i32(FD_READ), mul(sub(get(tag), i32(1)), i32(5)))
    return [
      failing(errno, call(imports.adapter('fd_fdstat_get'), get(fd), i32(SCRATCH))),
      set(type, call(imports.load8, i32(SCRATCH))),
      when(or(eq(get(type), i32(FILETYPE.regularFile)), eq(get(type), i32(FILETYPE.directory))), ret(i32(READY))),
      when(and(call(imports.load32, i32(SCRATCH + RIGHTS)), wanted), ret(i32(0))),
      i32(Errno.BADF),
    ]
  })
}

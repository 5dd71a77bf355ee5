import { Errno } from '../../preview1/errno.js'
import { width, type Role } from '../../preview1/table.js'
import { baseOf, wasi, wasiSignature, type WasiName } from '../../preview1/unstable.js'
import { call, eqz, get, gtU, i32, ltU, ret, set, tee, when } from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import type { Locals } from '../../wasm/module-builder.js'
import { IOVEC, MAX_PATH, slot } from '../private-memory.js'
import type { BridgeContext } from './context.js'

export interface Adjustments {
  /** Changes to single arguments on their way to the adapter, by parameter name. */
  readonly rewrites?: Readonly<Record<string, (value: Bytes) => Bytes>>
  /** The adapter gets a buffer of at least this many bytes. Bytes that do not fit into the caller's buffer are cut off. */
  readonly minimum?: number
  /** What to do first. */
  readonly prelude?: (f: Locals) => Bytes
  /** What to do after a successful call, before anything is copied out. */
  readonly settle?: (f: Locals) => Bytes
  /** What to do with the adapter's buffer after a successful call, before it is copied out. */
  readonly produced?: (f: Locals, buffer: Bytes) => Bytes
  /** What to do with an errno, which is in the local `errno`, before it is returned. */
  readonly failed?: (errno: number) => Bytes
}

/**
 * Defines the body that the roles of a function's parameters require. It copies the input in, calls the adapter and, if that
 * succeeded, copies the output out. A function over plain values needs no body, because the adapter's own function can be used.
 */
export function generalBody(context: BridgeContext, name: WasiName, adjustments: Adjustments = {}): number {
  const { m, imports, descriptors } = context
  const { rewrites = {}, prelude, settle, failed } = adjustments
  const roles = wasi[name].params
  const plain = (role: Role): boolean => role.kind === 'value' || (role.kind === 'fd' && descriptors.same)
  const adjusted = prelude ?? settle ?? failed
  if (roles.every(plain) && adjusted === undefined && Object.keys(rewrites).length === 0) return imports.adapter(baseOf(name))
  return m.function(wasiSignature(name), (f) => {
    const { before, args, after } = new Marshalling(f, context, roles, adjustments)
    const errno = f.i32()
    const calling = call(imports.adapter(baseOf(name)), ...args)
    return [
      prelude?.(f) ?? [],
      before,
      // After `failed`, the call may have succeeded after all.
      failed ? when(tee(errno, calling), failed(errno)) : [],
      when(failed ? get(errno) : tee(errno, calling), ret(get(errno))),
      settle?.(f) ?? [],
      after,
      i32(Errno.SUCCESS),
    ]
  })
}

/** The arguments for a call of the adapter, and the code that runs before and after the call. */
class Marshalling {
  readonly before: Bytes[] = []
  readonly args: Bytes[] = []
  readonly after: Bytes[] = []
  #allocated = false

  constructor(
    private readonly f: Locals,
    private readonly context: BridgeContext,
    private readonly roles: readonly Role[],
    private readonly adjustments: Adjustments,
  ) {
    let param = 0
    for (const role of roles) {
      this.#marshal(role, param)
      param += width(role)
    }
  }

  #marshal(role: Role, param: number): void {
    const { imports, moves, descriptors } = this.context
    const pointer = get(param)
    const length = get(param + 1)
    switch (role.kind) {
      case 'value':
        this.args.push(this.adjustments.rewrites?.[role.name]?.(pointer) ?? pointer)
        return
      case 'fd':
        this.args.push(descriptors.index(pointer))
        return
      case 'out': {
        const at = this.#slotOf(role.name)
        this.args.push(i32(at))
        this.after.push(moves.copyOutFixed(param, at, role.size))
        return
      }
      case 'in-string': {
        this.before.push(when(gtU(length, i32(MAX_PATH)), ret(i32(Errno.NAMETOOLONG))))
        this.before.push(when(eqz(moves.isText(pointer, length)), ret(i32(Errno.ILSEQ))))
        const copy = this.#allocate(length)
        this.before.push(call(moves.copyIn, get(copy), pointer, length))
        this.args.push(get(copy), length)
        return
      }
      case 'out-buffer': {
        if (role.produced === undefined) throw ownBody(role)
        const offered = this.#atLeast(length, this.adjustments.minimum ?? 0)
        const copy = this.#allocate(offered)
        const produced = this.f.i32()
        const producedSlot = i32(this.#slotOf(role.produced))
        this.args.push(get(copy), offered)
        this.after.push(
          this.adjustments.produced?.(this.f, get(copy)) ?? [],
          set(produced, call(imports.load32, producedSlot)),
          when(gtU(get(produced), length), [set(produced, length), call(imports.store32, producedSlot, get(produced))]),
          call(moves.copyOut, pointer, get(copy), get(produced)),
        )
        return
      }
      case 'write-iovecs':
      case 'read-iovecs': {
        const errno = this.f.i32()
        const prepare = role.kind === 'write-iovecs' ? moves.gather : moves.reserve
        this.before.push(when(tee(errno, call(prepare, pointer, length)), ret(get(errno))))
        this.args.push(i32(IOVEC), i32(1))
        if (role.kind === 'read-iovecs') {
          this.after.push(call(moves.scatter, pointer, length, call(imports.load32, i32(this.#slotOf(role.produced)))))
        }
        return
      }
      case 'pointer':
        throw ownBody(role)
    }
  }

  #atLeast(length: Bytes, minimum: number): Bytes {
    if (minimum === 0) return length
    const local = this.f.i32()
    this.before.push(set(local, length), when(ltU(get(local), i32(minimum)), set(local, i32(minimum))))
    return get(local)
  }

  #slotOf(name: string): number {
    const outs = this.roles.filter((role) => role.kind === 'out')
    return slot(outs.findIndex((role) => role.name === name))
  }

  /** Allocates private memory for the rest of this call. The first allocation starts the arena over. */
  #allocate(size: Bytes): number {
    const local = this.f.i32()
    const allocate = this.#allocated ? this.context.imports.allocate : this.context.imports.scratch
    this.#allocated = true
    this.before.push(when(eqz(tee(local, call(allocate, size))), ret(i32(Errno.NOMEM))))
    return local
  }
}

const ownBody = ({ name }: Role): Error => new Error(`bridge: a function with the parameter ${name} needs its own body`)

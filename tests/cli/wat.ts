import createWabt from 'wabt'

/** A program without imports that traps. Its functions have names: `_start` → `middle` → `deepest`. */
export async function trapping(): Promise<Uint8Array> {
  const wabt = await createWabt()
  const module = wabt.parseWat(
    'trap.wat',
    `(module
      (memory (export "memory") 1)
      (func $deepest unreachable)
      (func $middle call $deepest)
      (func (export "_start") call $middle))`,
  )
  return module.toBinary({ write_debug_names: true }).buffer
}

import createWabt from 'wabt'

/** Assembles a program, with the names of its functions. */
export async function assemble(text: string): Promise<Uint8Array> {
  const wabt = await createWabt()
  const module = wabt.parseWat('guest.wat', text, { exceptions: true })
  return module.toBinary({ write_debug_names: true }).buffer
}

/** A program without imports that traps. Its functions have names: `_start` → `middle` → `deepest`. */
export const trapping = (): Promise<Uint8Array> =>
  assemble(`(module
    (memory (export "memory") 1)
    (func $deepest unreachable)
    (func $middle call $deepest)
    (func (export "_start") call $middle))`)

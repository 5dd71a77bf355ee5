import wabt from 'wabt'

/** Assembles a guest from its text, with its names. */
export const assemble = async (text: string): Promise<Uint8Array<ArrayBuffer>> => {
  const module = (await wabt()).parseWat('guest.wat', text, { exceptions: true })
  const bytes = module.toBinary({ write_debug_names: true }).buffer.slice()
  module.destroy()
  return bytes as Uint8Array<ArrayBuffer>
}

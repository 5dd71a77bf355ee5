// Ways to bring bytes into a library, and out of it, that several rows share.
const [encoder, decoder] = [new TextEncoder(), new TextDecoder()]

/** The calls of version 4 of dprint's plugins. */
export async function dprinted(lib, file, source, copyOut) {
  const send = (text) => {
    const bytes = encoder.encode(text)
    const pointer = lib.clear_shared_bytes(bytes.length)
    new Uint8Array(lib.memory.buffer, pointer, bytes.length).set(bytes)
  }
  send(JSON.stringify({ global: {}, plugin: {} }))
  lib.register_config(1)
  send(file)
  lib.set_file_path()
  send(source)
  const result = lib.format(1)
  const length = result === 1 ? lib.get_formatted_text() : result === 2 ? lib.get_error_text() : 0
  return `${result}\n${decoder.decode(copyOut(lib, lib.get_shared_bytes_ptr(), length))}`
}

/** The longest base64 text in a script that contains a module. */
export function base64In(script) {
  const texts = decoder.decode(script).match(/[\w+/]{1000,}={0,2}/g) ?? []
  return new Uint8Array(
    Buffer.from(
      texts.reduce((a, b) => (b.length > a.length ? b : a)),
      'base64',
    ),
  )
}

// How data goes through a program.

/** Chunks of `size` bytes, `bytes` in total. */
export function* chunks(bytes, size) {
  const chunk = new Uint8Array(size)
  for (let sent = 0; sent < bytes; sent += size) yield chunk
}

/** Writes to a spawned program and reads what it prints. Returns the number of bytes. */
export async function throughStreams(program, all) {
  const writer = program.stdin.getWriter()
  const feed = async () => {
    for (const chunk of all) await writer.write(chunk)
    await writer.close()
  }
  const feeding = feed()
  let received = 0
  for await (const { length } of program.stdout) received += length
  await Promise.all([feeding, program.exited])
  return received
}

/** Passes an iterable to a run, and its output to a callback. Returns the number of bytes. */
export async function throughCallback(run, input) {
  let received = 0
  await run([], { input, stdout: (chunk) => void (received += chunk.length) })
  return received
}

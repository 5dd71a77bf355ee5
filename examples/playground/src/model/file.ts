/** The bytes of a file of the user's. Rejects with an `Error` for people. */
export async function bytesOfFile(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    // Browsers offer a folder like a file, and refuse to read it.
    throw new Error(
      "The browser can't read it: it may be a folder, or it may have been moved or changed. Choose the file again.",
      { cause },
    )
  }
}

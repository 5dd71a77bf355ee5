import { Read, Write, type FileDescriptor } from '../directory/directory.js'
import { position } from '../directory/position.js'
import type { InputStream, OutputStream } from '../stdio/streams.js'
import { FileTooLarge, Io, errnoOf, fail } from '../errno/errno.js'
import { WORD, lowering, openFile } from './filesystem-lowering.js'
import { inputStream, outputStream } from './handles.js'
import type { ComponentPart } from './part.js'

/** The methods of `descriptor` that open a file as a stream. */
export const filesystemStreams: ComponentPart = (run) => (abi) => {
  const { add, descriptor, result } = lowering(run, abi)
  return {
    'wasi:filesystem/types': {
      '[method]descriptor.read-via-stream': (self: number, offset: bigint, out: number) =>
        result(out, WORD, () => {
          const from = openFile(descriptor(self), Read)
          add(out + WORD, inputStream, () => new FileInput(from, position(offset)))
        }),

      '[method]descriptor.write-via-stream': (self: number, offset: bigint, out: number) =>
        result(out, WORD, () => {
          const to = openFile(descriptor(self), Write)
          add(out + WORD, outputStream, () => new FileOutput(to, position(offset)))
        }),

      '[method]descriptor.append-via-stream': (self: number, out: number) =>
        result(out, WORD, () => {
          const to = openFile(descriptor(self), Write)
          add(out + WORD, outputStream, () => new FileOutput(to, undefined))
        }),
    },
  }
}

/** A file as an `input-stream`. It stays usable after its descriptor is dropped. */
class FileInput implements InputStream {
  readonly #file: FileDescriptor
  #position: number

  constructor(file: FileDescriptor, position: number) {
    this.#file = file.share()
    this.#position = position
  }

  readInto(target: Uint8Array): number {
    try {
      const count = this.#file.read(target, this.#position)
      this.#position += count
      return count
    } catch (error) {
      return fail(errnoOf(error))
    }
  }

  dispose(): void {
    this.#file.dispose()
  }
}

/** A file as an `output-stream`. */
class FileOutput implements OutputStream {
  readonly #file: FileDescriptor
  #position: number | undefined

  /** Appends if `position` is undefined. */
  constructor(file: FileDescriptor, position: number | undefined) {
    this.#file = file.share()
    this.#position = position
  }

  write(bytes: Uint8Array): void {
    try {
      // A stream takes all bytes or fails. After a short write, the next one fails if there is no room.
      for (let rest = bytes; rest.length;) rest = rest.subarray(this.#write(rest) || fail(Io))
    } catch (error) {
      fail(errnoOf(error))
    }
  }

  #write(bytes: Uint8Array): number {
    if (this.#position === undefined) return this.#file.append(bytes)
    if (this.#position > Number.MAX_SAFE_INTEGER) fail(FileTooLarge)
    const count = this.#file.write(bytes, this.#position)
    this.#position += count
    return count
  }

  dispose(): void {
    this.#file.dispose()
  }
}

import type { CoreFunction } from '../guest/core-function.js'
import type { ComponentPart } from './part.js'

/**
 * A function that the host lacks, and whose `result` has an error that can say so. It writes `bytes` to the memory of its result,
 * which has `size` bytes, and a message at the offset `text`, if the error has one.
 */
export type Unsupported = readonly [
  interfaceName: string,
  name: string,
  arity: number,
  size: number,
  align: number,
  bytes: readonly (readonly [offset: number, byte: number])[],
  text: number | null,
]

/** The host part for these functions. Programs then report an error and can go on, where they would trap otherwise. */
export const unsupported =
  (all: readonly Unsupported[]): ComponentPart =>
  () =>
  (abi) => {
    const found: Record<string, Record<string, CoreFunction>> = Object.create(null)
    for (const [interfaceName, name, arity, size, align, bytes, text] of all) {
      const code: CoreFunction = (...core: (number | bigint)[]) => {
        const out = abi.area(Number(core.at(-1)), size, align)
        for (const [offset, byte] of bytes) abi.u8(out + offset, byte)
        if (text !== null) abi.lowerString(out + text, `${interfaceName}#${name} is not supported`)
      }
      found[interfaceName] ??= Object.create(null) as Record<string, CoreFunction>
      // The gate depends on the number of parameters.
      found[interfaceName][name] = Object.defineProperty(code, 'length', { value: arity })
    }
    return found
  }

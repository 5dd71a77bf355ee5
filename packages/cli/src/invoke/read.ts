import { componentFunctions, type Program } from '@unwasi/core'

import type { Call } from './call.js'
import { readComponentCall } from './component.js'
import { readModuleCall } from './module.js'

/**
 * Reads the value of `--invoke`: `add(1, 2)`, or `add` if the arguments of the function are those after the file.
 * @param operands what follows the file
 */
export const readCall = (text: string, operands: readonly string[], file: string, { guest, link }: Program): Call =>
  link.by === 'preview1'
    ? readModuleCall(text, operands, file, link.functions)
    : readComponentCall(text, operands, file, componentFunctions(guest.bytes))

import { leftOut, type LeftOut } from '../left-out.js'
import { namedExportsError } from '../named-exports.js'
import { presentable } from '../presentable.js'
import type { BunLog } from './types.js'

/**
 * Returns an error for a build that uses named exports of libraries although `format` has no top-level await. Undefined if it
 * uses none.
 * @param libraries the libraries, by the names of their modules in messages
 */
export function leftOutError(logs: readonly BunLog[], libraries: ReadonlyMap<string, LeftOut>, format: string): unknown {
  const errors = logs.flatMap(({ message, position }) => {
    const found = leftOut(message, libraries)
    if (found === undefined) return []
    const importers = position === null ? [] : [`${position.file}:${position.line}`]
    return [presentable(namedExportsError(found.request, format, [found.name], importers))]
  })
  return errors.length > 1 ? new AggregateError(errors, 'Bundle failed') : errors[0]
}

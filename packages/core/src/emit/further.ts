import type { Preview1Link, Program } from '../program.js'

/** Functions that compilers export from every program, for themselves and their tools. Users do not call them alone. */
const INTERNAL = /^(__|asyncify_|cabi_|(malloc|calloc|realloc|free|memcpy|memset)$)/

/** The exports of a command, or none if they are only those that compilers add. */
export const further = (functions: Preview1Link['functions']): Preview1Link['functions'] =>
  functions.every(({ name }) => INTERNAL.test(name)) ? [] : functions

/** Whether a command has functions that users may call, so that `run.instantiate` makes sense. */
export const hasFurther = ({ kind, link }: Program): boolean => {
  if (kind !== 'command') return false
  if (link.by === 'preview1') return further(link.functions).length > 0
  return link.by === 'glue' ? link.further : link.further !== undefined
}

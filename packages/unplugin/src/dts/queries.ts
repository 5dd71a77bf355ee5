/** All orders of `flags`. TypeScript sees only the text of an import and does not know that the order is free. */
function orders(flags: readonly string[]): string[][] {
  if (flags.length === 0) return [[]]
  return flags.flatMap((flag) => orders(flags.filter((other) => other !== flag)).map((rest) => [flag, ...rest]))
}

const queriesOf = (...sets: readonly (readonly string[])[]): string[] =>
  sets.flatMap((flags) => orders(['component', ...flags]).map((order) => `?${order.join('&')}`))

/**
 * The queries of an import in every order: for a program, for a program that runs as a component, for a program in a worker,
 * for one that runs as a component there, and for a portable component's URL.
 */
export const queries = {
  plain: queriesOf([], ['inline']),
  preview2: queriesOf(['preview2'], ['preview2', 'inline']),
  worker: queriesOf(['worker'], ['worker', 'inline']),
  workerPreview2: queriesOf(['worker', 'preview2'], ['worker', 'inline', 'preview2']),
  url: queriesOf(['url'], ['url', 'inline'], ['url', 'preview2'], ['url', 'inline', 'preview2']),
}

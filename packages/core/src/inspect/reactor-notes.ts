import type { ExportedFunction, Reactor } from '../classify/facts.js'
import { list } from '../classify/names.js'
import { elsewhere } from '../emit/names.js'
import { pointerRemark, reactorRefusal, singleResults } from '../isolate/reactor-limits.js'
import { numbered } from '../isolate/world.js'

const hasVectors = ({ type }: ExportedFunction): boolean => [...type.params, ...type.results].includes('v128')

const note = (text: string, found: readonly ExportedFunction[]): string[] =>
  found.length === 0 ? [] : [`${text}: ${list(found.map(({ name }) => name))}.`]

/** Remarks on the functions of a reactor, in a module and in a component. */
export function reactorNotes(reactor: Reactor): string[] {
  const { exports, others } = reactor
  const names = exports.map(({ name }) => name)
  const single = singleResults(exports).map(({ name }) => name)
  const known = new Set(single)
  const several = names.filter((name) => !known.has(name))
  const refusal = reactorRefusal(exports)
  const [vectors, references] = [others.filter(hasVectors), others.filter((one) => !hasVectors(one))]
  const clashes = refusal ? [] : numbered(single).map(([name, wit]) => `${name} (${wit})`)
  return [
    ...(refusal ? [`It can't become a component: ${refusal.headline}.`] : []),
    ...note("These exports can't be called, because JavaScript has no vectors", vectors),
    ...note('Only instances have these exports, and without types, because they take or return references', references),
    ...(several.length === 0 || single.length === 0
      ? []
      : [`A component can't have these exports, because they return several results: ${list(several)}.`]),
    ...elsewhere(names),
    ...(refusal ? [] : [pointerRemark(reactor)].filter((remark) => remark !== undefined)),
    ...(clashes.length === 0
      ? []
      : [
          `In a component, these names get a number, because they differ from others only in case or punctuation: ${list(clashes)}.`,
        ]),
  ]
}

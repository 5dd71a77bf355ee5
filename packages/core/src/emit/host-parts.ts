import type { Preview1Name } from '../preview1/table.js'

/** The runtime's host parts, which are its exports of these names. */
type Part = 'clocks' | 'descriptors' | 'environment' | 'filesystem' | 'polling' | 'random'

/** By the first words of their names; what is not here needs files. */
const PARTS: readonly (readonly [RegExp, Part])[] = [
  [/^(args|environ|proc|sched)_/, 'environment'],
  [/^clock_/, 'clocks'],
  [/^random_/, 'random'],
  [/^poll_/, 'polling'],
  [/^(sock_|fd_(close|fdstat|filestat_get|prestat|read$|renumber|seek|tell|write))/, 'descriptors'],
]

const partOf = (name: Preview1Name): Part => PARTS.find(([names]) => names.test(name))?.[1] ?? 'filesystem'

/** The parts that serve `functions`, sorted. A bundler leaves out the others. */
export function hostParts(functions: readonly Preview1Name[]): Part[] {
  return [...new Set(functions.map(partOf))].sort()
}

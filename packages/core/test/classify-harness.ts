import { expect } from 'vitest'
import type { ClassifyOptions } from '../src/classify.js'
import type { Classified } from '../src/classify/facts.js'
import { classify } from '../src/classify.js'
import type { UnwasiError } from '../src/errors.js'
import { inspect, transpile } from '../src/index.js'
import { exportOf, func, I32, importFunc, program, type Part } from './wasm-bytes.js'

export const P1 = 'wasi_snapshot_preview1'
export const SIGNATURE_FD_WRITE = func([I32, I32, I32, I32], [I32])
export const MEMORY = exportOf('memory', 2, 0)
/** A function section with `_start` as the first defined function, after `imported` imports. */
export const START = (imported: number): Part => exportOf('_start', 0, imported)

type Parts = Parameters<typeof program>[0]

/** A valid command, with some of its parts replaced. Type 0 is `() -> nothing`. */
export const hello = (more: Parts = {}): Uint8Array =>
  program({
    types: [func(), SIGNATURE_FD_WRITE],
    imports: [importFunc(P1, 'fd_write', 1)],
    functions: [0],
    exports: [MEMORY, START(1)],
    ...more,
  })

/** The same command with one more import, which is not a function. */
export const alsoImporting = (entry: Part, more: Parts = {}): Uint8Array =>
  hello({ imports: [entry, importFunc(P1, 'fd_write', 1)], ...more })

/** A command that imports functions of type `() -> nothing` under these names. */
export const importing = (...names: readonly (readonly [from: string, name: string])[]): Uint8Array =>
  program({
    types: [func()],
    imports: names.map(([from, name]) => importFunc(from, name, 0)),
    functions: [0],
    exports: [MEMORY, START(names.length)],
  })

export function refused(input: Uint8Array, options?: ClassifyOptions): UnwasiError {
  const found = classify(input, options)
  if (found.kind !== 'refused') throw new Error(`it is a ${found.kind}`)
  return found.error
}

export function accepted<K extends Classified['kind']>(
  kind: K,
  input: Uint8Array,
  options?: ClassifyOptions,
): Extract<Classified, { kind: K }> {
  const found = classify(input, options)
  if (found.kind === 'refused') throw found.error
  if (found.kind !== kind) throw new Error(`it is a ${found.kind}`)
  return found as Extract<Classified, { kind: K }>
}

/** Returns what `inspect` says, after a check that `transpile` agrees. */
export async function promised(input: Uint8Array): Promise<ReturnType<typeof inspect>> {
  const found = inspect(input)
  const raised = await transpile(input, { cache: false }).then(
    () => undefined,
    (error: unknown) => error as UnwasiError,
  )
  const { code, headline, why, fix, see } = raised ?? {}
  expect(raised && { code, headline, why, fix, see }).toEqual(found.refusal)
  expect(found.converts).toBe(found.refusal === undefined)
  return found
}

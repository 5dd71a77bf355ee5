import { failure } from '../errors/problem.js'
import type { RunOptions, RunResult } from '../types.js'

/** The captured output of the program `name`, in the run's encoding. */
export const decoded = (
  name: string,
  encoding: RunOptions['encoding'],
  out: Uint8Array,
  err: Uint8Array,
): Pick<RunResult<string | Uint8Array>, 'stdout' | 'stderr'> => {
  const output = encoding === 'bytes' ? (bytes: Uint8Array) => bytes.slice() : text
  try {
    return { stdout: output(out), stderr: output(err) }
  } catch (error) {
    const why = `A string can't hold ${out.length + err.length} bytes.`
    const fix = "Use `encoding: 'bytes'`, or a function as output."
    throw Object.assign(failure('OUTPUT_LIMIT', `${name} printed too much`, why, fix, error), { stdout: out, stderr: err })
  }
}

// The longest string of V8. For a longer text, its decoder ends the process or returns an empty string.
const LONGEST = 2 ** 29 - 24

const text = (bytes: Uint8Array): string => {
  if (bytes.length > LONGEST) throw new RangeError('too long')
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

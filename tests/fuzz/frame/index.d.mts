export interface Found {
  fuzzer: string
  kind: string
  /** The number of its first case. */
  number: number
  message: string
  cause?: string
  /** The number of cases that found it. */
  count: number
  /** The files with the input of the first case. */
  files: string[]
  /** The command that repeats it. */
  repeat: string
}

export interface Total {
  cases: number
  seconds: number
  /** The number of cases, and how they ended. */
  outcomes: Map<string, number>
}

export interface FuzzOptions {
  /** The URLs of fuzzers. */
  modules: readonly string[]
  /** The number of cases for all of them together, divided by their shares. */
  cases: number
  seed: string
  /** The names of the fuzzers to run. Default: all. */
  only?: readonly string[]
  /** Runs only this case. */
  number?: number
  /** The number of concurrent child processes. Default: the number of processors. */
  jobs?: number
  log?: (text: string) => void
}

export function fuzz(options: FuzzOptions): Promise<{ findings: Found[]; totals: Map<string, Total> }>

/** Formats a finding for people. */
export function describe(finding: Found): string

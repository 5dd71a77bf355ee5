export interface Found {
  fuzzer: string
  kind: string
  /** Of its first case. */
  number: number
  message: string
  cause?: string
  /** How many cases found it. */
  count: number
  /** Where the input of the first case lies. */
  files: string[]
  /** The command that repeats it. */
  repeat: string
}

export interface Total {
  cases: number
  seconds: number
  /** What came of the cases, and of how many. */
  outcomes: Map<string, number>
}

export interface FuzzOptions {
  /** URLs of fuzzers. */
  modules: readonly string[]
  /** For all of them together, by their shares. */
  cases: number
  seed: string
  /** Names of those that shall run. Default: all. */
  only?: readonly string[]
  /** This one case alone. */
  number?: number
  /** Child processes at a time. Default: as many as there are processors. */
  jobs?: number
  log?: (text: string) => void
}

export function fuzz(options: FuzzOptions): Promise<{ findings: Found[]; totals: Map<string, Total> }>

/** A finding as text for people. */
export function describe(finding: Found): string

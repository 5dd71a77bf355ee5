import type { Inspection } from '@unwasi/core'

/** What the engine finds out about a file, as plain data: `unwasi inspect --json` prints the same. */
export type Report = Inspection

/** A program or a library that can be run and converted. */
export interface Guest {
  /** The name of its file. */
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly report: Report
  /** A `command` runs from start to end. The functions of a `library` are called one by one. */
  readonly kind: 'command' | 'library'
  /** Whether the file is a component, and not a core module. */
  readonly isComponent: boolean
  /** One line for people: what it is, from which toolchain, sizes in bytes. */
  readonly summary: string
  /** The functions of a library. Those of resources are left out, because no text stands for a resource. */
  readonly functions: readonly GuestFunction[]
  /** Whether a run can read from `Running.stdin` in this browser. Otherwise all input has to be in `Setup.input`. */
  readonly canWait: boolean
  /** Runs a command in a worker. Throws for a library. */
  start(setup?: Setup): Running
  /**
   * Calls a function in a fresh instance of a library, in a worker.
   * @param args one text for each parameter: a number, or JSON for other types. See `GuestFunction.params`.
   */
  call(name: string, args: readonly string[], setup?: Setup): Calling
  /**
   * Makes the portable component. One that the official adapter made is made again, which repairs it, and any other is returned
   * unchanged. Throws an `UnwasiError` if a module can't become a component.
   */
  component(): Promise<Uint8Array<ArrayBuffer>>
}

export interface GuestFunction {
  /** Identifies the function in `call`: `add` or, in an interface of a component, `my:shapes/api#area`. */
  readonly name: string
  /** The whole type, for people. WIT for components: `func(a: u32, b: u32) -> u32`. */
  readonly signature: string
  readonly params: readonly Parameter[]
  /** The type of the result, for people. Undefined if there is none. */
  readonly result: string | undefined
}

export interface Parameter {
  readonly name: string
  /** The type, for people: `i32`, `string`, `list<u8>`. */
  readonly type: string
  /** A text that `call` accepts for this parameter. */
  readonly example: string
}

/** What a run is given. */
export interface Setup {
  /** The arguments after the program's name. */
  args?: readonly string[]
  env?: Readonly<Record<string, string>>
  /** What the program reads from standard input. `interactive` connects `Running.stdin`, if `Guest.canWait`. Default: nothing. */
  input?: string | Uint8Array | { interactive: true }
  /** The files of the directory `/`. Default: no directory. */
  files?: FileTree
  /** The time in milliseconds after which it is stopped. Default: no limit. */
  timeout?: number
  /** Makes standard input and output a terminal of this size for the program. */
  terminal?: { columns: number; rows: number }
}

/** Files and folders by name. A name has no `/`. */
export interface FileTree {
  readonly [name: string]: string | Uint8Array | FileTree
}

/** A program that runs. */
export interface Running {
  /** Undefined unless the input is interactive. */
  readonly stdin: WritableStream<string | Uint8Array> | undefined
  readonly stdout: ReadableStream<Uint8Array>
  readonly stderr: ReadableStream<Uint8Array>
  /** Resolves when the run has ended, whatever ended it. Never rejects. */
  readonly exited: Promise<Exit>
  /** Ends the program at once, whatever it computes. */
  kill(): void
}

export interface Exit {
  /** A number from 0 to 255. Undefined if the program did not end by itself: see `problem`. */
  readonly exitCode: number | undefined
  readonly problem: Problem | undefined
  /** All files after the run. Those of a run that was stopped are as they were before it. */
  readonly files: Files
  /** The paths of files that are new or have other contents, sorted: `out/report.txt`. */
  readonly changed: readonly string[]
  /** How long it ran, in milliseconds. Loading and compiling do not count. */
  readonly time: number
}

/** Files and folders after a run. A symbolic link appears as the file or folder that it leads to, or not at all. */
export interface Files {
  readonly [name: string]: Uint8Array | Files
}

/** Why a run ended without an exit code. */
export interface Problem {
  /** `TRAP`, `TIMEOUT`, `ABORTED` (it was stopped), `MEMORY_LIMIT` … (docs/limits.md) */
  readonly code: string
  /** What happened, why, and the remedy. After a trap, also the program's stack. */
  readonly message: string
}

/** A function that is called. What it prints arrives while it runs. */
export interface Calling extends Omit<Running, 'stdin' | 'exited'> {
  readonly returned: Promise<Returned>
}

export interface Returned extends Omit<Exit, 'exitCode'> {
  /** What it returned, as text: a number, or JSON for other types. Undefined if it returned nothing, or failed. */
  readonly result: string | undefined
}

import type { HostFolder } from '../directory/directory.js'
import type { Lent } from '../directory/memory-lend.js'
import type { RunErrorCode } from '../errors/run-error.js'
import type { LinkPlan } from '../preview2/command.js'
import type { Unsupported } from '../preview2/unsupported.js'
import type { RunOptions } from '../types.js'

// What a page or the main thread of Node and a worker post to each other. A worker serves one run or one instance at a time.

/** What the runtime in the worker must know of a program, besides its compiled modules. */
export interface RemoteProgram {
  readonly format: number
  readonly name: string
  /** The parts of the host that a core module needs, by name. */
  readonly host?: readonly string[]
  /** See `ProgramSpec`. */
  readonly start?: string
  /** Whether the program's functions have names. */
  readonly frames?: boolean
  /** How to link a component. */
  readonly component?: RemoteComponent
}

/** A component that is linked by plan, as data. */
export interface RemoteComponent {
  readonly plan: LinkPlan
  /** The parts of the host that it needs, by name. */
  readonly parts: readonly string[]
  /** The functions that the host lacks, and that return an error. */
  readonly unsupported?: readonly Unsupported[]
}

/** Options that need no translation. */
export type PlainOptions = Pick<RunOptions, 'env' | 'terminal' | 'maxOutput' | 'maxMemory' | 'maxHandles'>

/** Where the guest's input comes from: `posted` is chunks that the other side posts when they are asked for. */
export type RemoteInput = Uint8Array | 'inherit' | 'posted'

/** Where the guest's output goes: `posted` is to the other side at once, `pipe` is to the result. */
export type RemoteOutput = 'pipe' | 'inherit' | 'ignore' | 'posted'

/** What a run or an instance in a worker needs. */
export interface RunSetup {
  readonly program: RemoteProgram
  readonly modules: readonly WebAssembly.Module[]
  readonly args: readonly string[]
  readonly options: PlainOptions
  readonly input: RemoteInput
  readonly stdout: RemoteOutput
  readonly stderr: RemoteOutput
  /** Whether posted output counts for `maxOutput`, because it is captured. */
  readonly captures: { readonly stdout: boolean; readonly stderr: boolean }
  /** The directories, by guest path. A number is a root in `lent`. */
  readonly dirs: readonly (readonly [path: string, directory: number | HostFolder])[]
  readonly lent: Lent
  /** Which of the standard streams are terminals, if they are not inherited. */
  readonly terminals: readonly boolean[]
  /**
   * Element 0 counts messages to the worker, which can wait for the next one without an event loop. Element 1 is not 0 if the run must
   * end. A browser's worker that blocks gets the messages for its guest through the rest.
   */
  readonly signal?: Int32Array | undefined
}

/** Begins a run. */
export interface RunMessage extends RunSetup {
  readonly type: 'run'
}

/** Makes an instance of a library, which stays until the other side ends it. */
export interface InstantiateMessage extends RunSetup {
  readonly type: 'instantiate'
}

/** Calls a function of that instance. The next message of this type is posted after the reply. */
export interface CallMessage {
  readonly type: 'call'
  readonly name: string
  readonly args: readonly unknown[]
}

/** A message for a guest that is there. */
export type GuestMessage =
  /** The chunk for a `pull`, or null at the end. */
  | { readonly type: 'input'; readonly chunk: Uint8Array | null }
  /** So many bytes of output went on. */
  | { readonly type: 'taken'; readonly fd: 1 | 2; readonly bytes: number }
  /** Nothing takes output any more, for the reason `errno`. */
  | { readonly type: 'broken'; readonly fd: 1 | 2; readonly errno: number }
  /** The run must end. */
  | { readonly type: 'abort' }

/** A message to the worker. */
export type Request =
  | RunMessage
  | InstantiateMessage
  | CallMessage
  /** Ends the instance. */
  | { readonly type: 'end' }
  | GuestMessage

/** A message from the worker. */
export type Reply =
  /** The script is there. */
  | { readonly type: 'ready' }
  | { readonly type: 'pull' }
  /** All that was in shared memory is read. */
  | { readonly type: 'room' }
  | { readonly type: 'output'; readonly fd: 1 | 2; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The instance is there, with these functions. */
  | { readonly type: 'made'; readonly functions: readonly string[] }
  | { readonly type: 'returned'; readonly value: unknown }
  /** A call has failed. `over`: whether that has ended the instance. */
  | { readonly type: 'threw'; readonly error: RemoteError; readonly over: boolean }
  /** The run or the instance has ended. */
  | ({ readonly type: 'done' } & RemoteResult)

export interface RemoteResult {
  readonly exitCode: number
  readonly error?: RemoteError | undefined
  /** What was captured there. */
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  /** The directories that were lent, as the guest left them. */
  readonly lent: Lent
}

/** An error as data. */
export interface RemoteError {
  /** `code` of a `RunError`. */
  readonly code: RunErrorCode | undefined
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause: RemoteError | undefined
  readonly guestStack: readonly string[]
  /** The code with which a library has exited. */
  readonly exitCode: number | undefined
}

/** How many bytes of output may be under way before the guest has to wait. */
export const WINDOW = 2 ** 18

import type { HostFolder } from '../directory/directory.js'
import type { Lent } from '../directory/memory-lend.js'
import type { RunErrorCode } from '../errors/run-error.js'
import type { ImportedFunction } from '../guest/missing-imports.js'
import type { LinkPlan } from '../preview2/command.js'
import type { Range } from '../preview2/core-modules.js'
import type { Drops } from '../preview2/typed.js'
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
  /** What a component needs that is linked by glue. */
  readonly glue?: RemoteGlue
  /** What a core module imports from JavaScript. */
  readonly imports?: RemoteImports | undefined
}

/** The functions that a core module imports from JavaScript. */
export interface RemoteImports {
  readonly functions: readonly ImportedFunction[]
  /** The runtime's own functions for them, by name. */
  readonly defaults: readonly string[]
}

/** A component that is linked by plan, as data. */
export interface RemoteComponent {
  readonly plan: LinkPlan
  /** The parts of the host that it needs, by name. */
  readonly parts: readonly string[]
  /** The functions that the host lacks, and that return an error. */
  readonly unsupported?: readonly Unsupported[]
}

/** What a component that is linked by glue needs besides the glue, which the script of its worker has. See `typed`. */
export interface RemoteGlue {
  readonly modules: Readonly<Record<string, Range | string>>
  readonly drops: Drops
  readonly parts: readonly string[]
  readonly unsupported?: readonly Unsupported[]
  readonly run?: string
  /** Whether its exports take or return resources that it imports. */
  readonly passes?: boolean
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
  /** The imported functions that the other side has. */
  readonly given: readonly (readonly [module: string, name: string])[]
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

/** The functions of an instance. */
export interface RemoteExports {
  readonly functions: readonly string[]
  /** The resources and interfaces of a component. One interface may have several names. */
  readonly classes?: readonly RemoteClass[]
  readonly interfaces?: readonly (readonly [name: string, members: RemoteInterface])[]
}

/** A function of an interface is called by `key` and its name. */
export interface RemoteInterface extends RemoteExports {
  readonly key: string
}

/** A resource. `key` calls its constructor. */
export interface RemoteClass {
  readonly name: string
  readonly key: string
  readonly statics: readonly string[]
  readonly methods: readonly string[]
}

/** Resources in a value: the objects in it that stand for them, and their handles. */
export type RemoteResources = readonly (readonly [standIn: object, handle: number])[]

/** Calls a function of that instance. The next message of this type is posted after the reply. */
export interface CallMessage {
  readonly type: 'call'
  readonly name: string
  readonly args: readonly unknown[]
  readonly resources?: RemoteResources
  /** The resource whose method it is. */
  readonly self?: number
  /** The handle of the resource that a constructor makes. */
  readonly makes?: number
}

/** Drops a resource of that instance. It is posted and answered like a call. */
export interface DropMessage {
  readonly type: 'drop'
  readonly handle: number
}

/** A message for a guest that is there. */
export type GuestMessage =
  /** The chunk for a `pull`, or null at the end. */
  | { readonly type: 'input'; readonly chunk: Uint8Array | null }
  /** So many bytes of output went on. */
  | { readonly type: 'taken'; readonly fd: 1 | 2; readonly bytes: number }
  /** Nothing takes output any more, for the reason `errno`. */
  | { readonly type: 'broken'; readonly fd: 1 | 2; readonly errno: number }
  /** The result of an `import`. */
  | { readonly type: 'answer'; readonly value: unknown }
  /** The function has failed. `trap` is the message if that counts as a trap of the guest. */
  | { readonly type: 'failed'; readonly trap?: string }
  /** The run must end. */
  | { readonly type: 'abort' }

/** A message to the worker. */
export type Request =
  | RunMessage
  | InstantiateMessage
  | CallMessage
  | DropMessage
  /** Ends the instance. */
  | { readonly type: 'end' }
  | GuestMessage

/** The guest calls a function of the other side, and waits for `answer` or `failed`. */
export interface ImportCall {
  readonly type: 'import'
  readonly module: string
  readonly name: string
  readonly args: readonly unknown[]
}

/** A message from the worker. */
export type Reply =
  /** The script is there. */
  | { readonly type: 'ready' }
  | { readonly type: 'pull' }
  /** All that was in shared memory is read. */
  | { readonly type: 'room' }
  | { readonly type: 'output'; readonly fd: 1 | 2; readonly bytes: Uint8Array<ArrayBuffer> }
  | ImportCall
  /** The instance is there, with these functions. */
  | ({ readonly type: 'made' } & RemoteExports)
  | ReturnedReply
  /** A call has failed. `over`: whether that has ended the instance. `resources` are in the error's payload. */
  | {
      readonly type: 'threw'
      readonly error: RemoteError
      readonly over: boolean
      readonly resources?: GivenResources | undefined
    }
  /** The run or the instance has ended. */
  | ({ readonly type: 'done' } & RemoteResult)

export interface ReturnedReply {
  readonly type: 'returned'
  readonly value: unknown
  readonly resources?: GivenResources | undefined
}

/** Resources that the other side has not seen before, with the keys of their classes. */
export type GivenResources = readonly (readonly [standIn: object, handle: number, key: string])[]

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
  /** The value of the error that a function with a `result` returned. */
  readonly payload?: readonly [value: unknown]
}

/** How many bytes of output may be under way before the guest has to wait. */
export const WINDOW = 2 ** 18

import type { Directory } from '../directory/directory.js'
import { openDirectory } from '../directory/directory.js'
import { hostDirectory } from '../directory/host-directory.js'
import { MemoryDirectoryDescriptor } from '../directory/memory-descriptor.js'
import type { MemoryFolder } from '../directory/memory-folder.js'
import { describe, receive, type Lent } from '../directory/memory-lend.js'
import { failure } from '../errors/problem.js'
import { frames } from '../errors/trap.js'
import type { ImportsLink } from '../guest/imports.js'
import type { ComponentLink } from '../guest/instance.js'
import type { Platform } from '../platform/platform.js'
import { universal } from '../platform/universal.js'
import type { HostPart } from '../preview1/host.js'
import type { ProgramSpec } from '../run/program.js'
import type { RunOptions } from '../types.js'
import type { Mailbox } from './mailbox.js'
import type { RemoteComponent, RemoteGlue, RemoteImports, RemoteOutput, RunSetup } from './protocol.js'
import { remoteInput, remoteOutput } from './remote-streams.js'
import type { typedServed } from './served-exports.js'

/** What a worker's script can serve. */
export interface Served {
  /** The parts of the preview1 host, by name. */
  readonly parts: Readonly<Record<string, HostPart>>
  /** Links what core modules import from JavaScript. Absent in the script for components. */
  readonly imports?: (imports: RemoteImports, given: RunSetup['given'], mailbox: Mailbox, name: string) => ImportsLink
  /** Links the components of programs called `name`. Absent in the script for core modules. */
  readonly component?: (component: RemoteComponent, name: string) => ComponentLink
  /** Links the component whose glue is in the script. Only such scripts have this. */
  readonly glue?: (glue: RemoteGlue, name: string) => ComponentLink
  /** How its exports are served. Default: as functions over numbers. */
  readonly exports?: typeof typedServed
}

/** A guest in a worker, before it is made. */
export interface ServedSetup {
  /** What `makeCommand` and `makeReactor` are given. */
  prepare(): { readonly spec: ProgramSpec; readonly options: Omit<RunOptions, 'encoding'> }
  makePlatform(): Platform
  /** The directories that were lent, as they are now. */
  lent(): Lent
}

/** Prepares what `message` asks for. */
export const setUp = (message: RunSetup, served: Served, mailbox: Mailbox): ServedSetup => {
  const { options, input } = message
  const loan = receive(message.lent)
  const roots = message.lent.roots.map((index) => loan.inodes[index] as MemoryFolder)
  return {
    prepare: () => ({
      spec: specOf(message, served, mailbox),
      options: {
        ...options,
        ...(input instanceof Uint8Array ? { input } : { stdin: 'inherit' }),
        stdout: outputOf(message.stdout),
        stderr: outputOf(message.stderr),
        dirs: Object.fromEntries(
          message.dirs.map(([path, directory]) => [
            path,
            typeof directory === 'number'
              ? inMemory(roots[directory]!)
              : hostDirectory(directory.path, { readonly: directory.readonly }),
          ]),
        ),
        signal: mailbox.abortSignal,
      },
    }),
    makePlatform: () => platformOf(message, mailbox),
    lent: () => describe(roots, loan).lent,
  }
}

const specOf = (
  { program, modules, given }: RunSetup,
  { parts, component, glue, imports: link }: Served,
  mailbox: Mailbox,
): ProgramSpec => {
  const { format, name, host, start, frames: named, imports } = program
  if (program.component && !component) throw foreign(name, 'host for components')
  if (program.glue && !glue) throw foreign(name, 'glue')
  if (imports && !link) throw foreign(name, 'functions from JavaScript')
  return {
    format,
    name,
    guest: modules,
    host: host?.map((part) => partOf(parts, part, name)) ?? [],
    ...(start !== undefined && { start }),
    ...(named && { frames }),
    ...(imports && { imports: link!(imports, given, mailbox, name) }),
    ...(program.component && { component: blocking(component!(program.component, name), mailbox) }),
    ...(program.glue && { component: blocking(glue!(program.glue, name), mailbox) }),
  }
}

/** Nothing suspends a component in a worker that can block. */
const blocking = (link: ComponentLink, { blocks }: Mailbox): ComponentLink => ({ ...link, ...(blocks && { suspends: false }) })

/** The part of a host that is called `part`, for the program `name`. */
export const partOf = <Part>(parts: Readonly<Record<string, Part>>, part: string, name: string): Part => {
  if (!Object.hasOwn(parts, part)) throw foreign(name, `'${part}'`)
  return parts[part]!
}

const foreign = (name: string, what: string) =>
  failure(
    'MISMATCH',
    `the worker of ${name} has no ${what}`,
    "The program and the worker's script come from different builds.",
    'Rebuild, and deploy all files together.',
  )

const outputOf = (output: RemoteOutput): 'pipe' | 'inherit' | 'ignore' => (output === 'posted' ? 'inherit' : output)

const inMemory = (root: MemoryFolder): Directory => ({
  [openDirectory]: (context) => new MemoryDirectoryDescriptor(root, context),
})

/** This thread's platform, whose standard streams are partly those of the other side. */
const platformOf = (message: RunSetup, mailbox: Mailbox): Platform => {
  const platform = universal()
  const { input, captures, terminals } = message
  const isPosted = [input === 'inherit' ? 'inherit' : 'posted', message.stdout, message.stderr]
  return {
    ...platform,
    syncInstances: true,
    // A thread that blocks has a deep stack, and calls of the host take less time.
    ...(mailbox.blocks && { suspends: false as const, block: (milliseconds: number) => mailbox.block(milliseconds) }),
    isTerminal: (fd) => (isPosted[fd] === 'inherit' ? platform.isTerminal(fd) : terminals[fd]!),
    stdin: (context) => (input === 'posted' ? remoteInput(mailbox, context) : platform.stdin(context)),
    output(fd, context) {
      const name = fd === 1 ? 'stdout' : 'stderr'
      return message[name] === 'posted' ? remoteOutput(mailbox, fd, captures[name], context) : platform.output(fd, context)
    },
  }
}

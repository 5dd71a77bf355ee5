import type { Directory } from '../directory/directory.js'
import { openDirectory } from '../directory/directory.js'
import { hostDirectory } from '../directory/host-directory.js'
import { MemoryDirectoryDescriptor } from '../directory/memory-descriptor.js'
import type { MemoryFolder } from '../directory/memory-folder.js'
import { describe, receive } from '../directory/memory-lend.js'
import { failure } from '../errors/problem.js'
import { isRunError } from '../errors/run-error.js'
import { frames } from '../errors/trap.js'
import type { Platform } from '../platform/platform.js'
import { universal } from '../platform/universal.js'
import type { HostPart } from '../preview1/host.js'
import { makeCommand } from '../run/command.js'
import type { ProgramSpec } from '../run/program.js'
import { packError } from './errors.js'
import type { Mailbox } from './mailbox.js'
import type { RemoteOutput, RemoteResult, RunMessage } from './protocol.js'
import { remoteInput, remoteOutput } from './remote-streams.js'

/** The parts of a host, by name. */
export type Parts = Readonly<Record<string, HostPart>>

/** Runs what `message` asks for. Never rejects. */
export const serveRun = async (message: RunMessage, parts: Parts, mailbox: Mailbox): Promise<RemoteResult> => {
  const { args, options, input } = message
  const loan = receive(message.lent)
  const roots = message.lent.roots.map((index) => loan.inodes[index] as MemoryFolder)
  try {
    const run = makeCommand(() => platformOf(message, mailbox))(specOf(message, parts))
    const result = await run(args, {
      ...options,
      encoding: 'bytes',
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
    })
    return { ...result, lent: describe(roots, loan).lent }
  } catch (error) {
    const { stdout, stderr } = isRunError(error) ? error : {}
    return {
      exitCode: 0,
      error: packError(error),
      stdout: bytesOf(stdout),
      stderr: bytesOf(stderr),
      lent: describe(roots, loan).lent,
    }
  }
}

const specOf = ({ program, modules }: RunMessage, parts: Parts): ProgramSpec => {
  const { format, name, host, start, frames: named } = program
  return {
    format,
    name,
    guest: modules,
    host: host?.map((part) => parts[part] ?? unknownPart(name, part)) ?? [],
    ...(start !== undefined && { start }),
    ...(named && { frames }),
  }
}

const unknownPart = (name: string, part: string): never => {
  throw failure(
    'MISMATCH',
    `the worker of ${name} has no '${part}'`,
    "The program and the worker's script come from different builds.",
    'Rebuild, and deploy all files together.',
  )
}

const outputOf = (output: RemoteOutput): 'pipe' | 'inherit' | 'ignore' => (output === 'posted' ? 'inherit' : output)

const bytesOf = (output: string | Uint8Array | undefined): Uint8Array =>
  output instanceof Uint8Array ? output : new Uint8Array(0)

const inMemory = (root: MemoryFolder): Directory => ({
  [openDirectory]: (context) => new MemoryDirectoryDescriptor(root, context),
})

/** This thread's platform, whose standard streams are partly those of the other side. */
const platformOf = (message: RunMessage, mailbox: Mailbox): Platform => {
  const platform = universal()
  const { input, captures, terminals } = message
  const isPosted = [input === 'inherit' ? 'inherit' : 'posted', message.stdout, message.stderr]
  return {
    ...platform,
    syncInstances: true,
    // A thread that blocks has a deep stack, and calls of the host take less time.
    ...(mailbox.blocks && { suspends: false as const }),
    isTerminal: (fd) => (isPosted[fd] === 'inherit' ? platform.isTerminal(fd) : terminals[fd]!),
    stdin: (context) => (input === 'posted' ? remoteInput(mailbox, context) : platform.stdin(context)),
    output(fd, context) {
      const name = fd === 1 ? 'stdout' : 'stderr'
      return message[name] === 'posted' ? remoteOutput(mailbox, fd, captures[name], context) : platform.output(fd, context)
    },
  }
}

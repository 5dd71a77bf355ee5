import { badOption } from '../errors/problem.js'
import type { CallMessage, DropMessage } from './protocol.js'

/** What the caller gave, as it is now. */
export const copyOf = <Message extends CallMessage | DropMessage>(message: Message): Message => {
  try {
    return structuredClone(message)
  } catch {
    // Then it can't be posted either, and rejects when its turn comes.
    return message
  }
}

/** The error for a call whose arguments can't be posted. */
export const badArguments = (
  { name, args }: { readonly name: string; readonly args: readonly unknown[] },
  cause: unknown,
): Error =>
  Object.assign(badOption(`arguments of ${JSON.stringify(name)}`, args, 'values that can be posted to a worker'), { cause })

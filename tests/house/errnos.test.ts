import { expect, test } from 'vitest'

import { Errno } from '../../packages/core/src/preview1/errno.js'
import * as runtime from '../../packages/runtime/src/errno/errno.js'
import { errnoNames } from '../../packages/runtime/src/errno/names.js'

// core's bridge and the runtime's hosts use the same numbers, and neither package may import the other's sources.
test('core and the runtime have the same errnos', () => {
  const names = errnoNames()
  for (const [name, errno] of Object.entries(Errno)) expect([name, names[errno]]).toEqual([name, name.toLowerCase()])
})

/** The runtime's constants, which have the words of WASI 0.2's `error-code`, by preview1's names. */
const CONSTANTS =
  'Access=acces WouldBlock=again Already=already BadDescriptor=badf Busy=busy Deadlock=deadlk Quota=dquot Exist=exist ' +
  'FileTooLarge=fbig IllegalByteSequence=ilseq InProgress=inprogress Interrupted=intr Invalid=inval Io=io IsDirectory=isdir ' +
  'Loop=loop TooManyOpen=mfile TooManyLinks=mlink MessageSize=msgsize NameTooLong=nametoolong TooManyOpenInSystem=nfile ' +
  'NoDevice=nodev NoEntry=noent NoLock=nolck InsufficientMemory=nomem InsufficientSpace=nospc NotImplemented=nosys ' +
  'NotDirectory=notdir NotEmpty=notempty NotRecoverable=notrecoverable NotSocket=notsock Unsupported=notsup NoTty=notty ' +
  'NoSuchDevice=nxio Overflow=overflow NotPermitted=perm Pipe=pipe ReadOnly=rofs InvalidSeek=spipe TextFileBusy=txtbsy ' +
  'CrossDevice=xdev'

test('the runtime’s constants are the errnos of their names', () => {
  const names = errnoNames()
  const constants = Object.entries(runtime).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name}=${names[value]}`] : [],
  )
  expect(constants.toSorted()).toEqual(CONSTANTS.split(' ').toSorted())
})

import { FUNCTIONS } from './functions.js'

const ERRNOS =
  'success 2big acces addrinuse addrnotavail afnosupport again already badf badmsg busy canceled child connaborted connrefused connreset deadlk destaddrreq dom dquot exist fault fbig hostunreach idrm ilseq inprogress intr inval io isconn isdir loop mfile mlink msgsize multihop nametoolong netdown netreset netunreach nfile nobufs nodev noent noexec nolck nolink nomem nomsg noprotoopt nospc nosys notconn notdir notempty notrecoverable notsock notsup notty nxio overflow ownerdead perm pipe proto protonosupport prototype range rofs spipe srch stale timedout txtbsy xdev notcapable'

export interface Field {
  name: string
  form: string
}

export interface Signature {
  params: readonly Field[]
  results: readonly Field[]
}

const fields = (text = ''): Field[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [name = '', form = ''] = word.split(':')
      return { name, form }
    })

/** Signatures by function name. */
export const readTable = (): Map<string, Signature> =>
  new Map(
    FUNCTIONS.split('\n').map((line) => {
      const [left = '', right] = line.split('>')
      const [name = '', ...params] = left.trim().split(' ')
      return [name, { params: fields(params.join(' ')), results: fields(right) }]
    }),
  )

export const readErrnos = (): string[] => ERRNOS.split(' ')

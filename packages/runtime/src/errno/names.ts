/** The WASI names of the preview1 errnos, in order from 0. */
const NAMES =
  'success 2big acces addrinuse addrnotavail afnosupport again already badf badmsg busy canceled child connaborted ' +
  'connrefused connreset deadlk destaddrreq dom dquot exist fault fbig hostunreach idrm ilseq inprogress intr inval io ' +
  'isconn isdir loop mfile mlink msgsize multihop nametoolong netdown netreset netunreach nfile nobufs nodev noent noexec ' +
  'nolck nolink nomem nomsg noprotoopt nospc nosys notconn notdir notempty notrecoverable notsock notsup notty nxio ' +
  'overflow ownerdead perm pipe proto protonosupport prototype range rofs spipe srch stale timedout txtbsy xdev ' +
  'notcapable'

/** The names of the errnos, by number. Except for the first and the last, POSIX has the same names, in capitals after an `E`. */
export const errnoNames = (): string[] => NAMES.split(' ')

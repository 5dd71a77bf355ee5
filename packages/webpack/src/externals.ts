import { programFilter } from '@unwasi/unplugin'

import { query } from './rules.js'

/** What webpack and Rspack pass to a function among the externals. */
interface External {
  context?: string
  /** The module that has the request. */
  contextInfo?: { issuer?: string }
  dependencyType?: string
  request?: string
}

type Answer = (error?: Error | null, result?: unknown, type?: string) => void
type Decide = (data: External, answer: Answer) => unknown
/** The older form, which webpack still calls. */
type DecideApart = (context: string | undefined, request: string | undefined, answer: Answer) => unknown

/**
 * The user's `externals`, which no longer hold for guests. Patterns and functions for `.wasm` files or packages do not know of
 * `?component`, which asks for a module. A string or a key is a whole request, so it is still external.
 */
export function withoutGuests(externals: unknown): unknown {
  if (Array.isArray(externals)) return externals.map(withoutGuests)
  if (externals instanceof RegExp)
    return exceptGuests(({ request = '' }, answer) => (request.search(externals) < 0 ? answer() : answer(null, request)))
  if (!isFunction(externals)) return externals
  return exceptGuests((data, answer) =>
    isApart(externals) ? externals(data.context, data.request, answer) : externals(data, answer),
  )
}

const isFunction = (value: unknown): value is Decide | DecideApart => typeof value === 'function'
const isApart = (code: Decide | DecideApart): code is DecideApart => code.length === 3

/** Whether this is a request for a guest as a module, or that of such a module for its file. */
function isGuest({ contextInfo, dependencyType, request = '' }: External): boolean {
  const [, file = '', rest = ''] = /^([^?]*)([^]*)$/.exec(request) ?? []
  if (query.test(rest)) return programFilter.test(file)
  return dependencyType === 'url' && file.endsWith('.wasm') && programFilter.test(contextInfo?.issuer ?? '')
}

const exceptGuests =
  (decide: Decide): Decide =>
  (data, answer) =>
    isGuest(data) ? answer() : decide(data, answer)

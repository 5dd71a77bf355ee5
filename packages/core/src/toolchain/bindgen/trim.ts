import { unexpected } from './changes.js'
import { unused, type Cut } from './helpers.js'
import { afterStatement, closing, endsStatement, tokens, type Token } from './tokens.js'

// Most of jco's glue is not needed here: messages for debugging, functions in JavaScript in place of the host's, and code for async
// calls.

const DEBUG_LOG = '_debugLog'
/** The function looks for an environment variable at each step of a call. */
const DEBUG_LOG_DECLARED = /^ *const _debugLog = \(\.\.\.args\) => \{\n.*JCO_DEBUG.*\n *console\.debug\(\.\.\.args\);\n *\};\n/m

/** The call whose arguments begin at `open`. Between other statements it leaves nothing behind, and elsewhere a value. */
function call(all: readonly Token[], from: number, open: number): Cut {
  const end = closing(all, open)
  const alone = endsStatement(all, from - 1) && all[end + 1]?.text === ';'
  return { from, to: alone ? end + 2 : end + 1, put: alone ? '' : 'void 0' }
}

/** Finds what is left out wherever it is: debug messages, and the steps of a task that has no other code any more. */
function steps(all: readonly Token[]): Cut[] {
  const found: Cut[] = []
  for (let index = 0; index < all.length; index++) {
    const { text } = all[index]!
    if (text === DEBUG_LOG) {
      if (all[index + 1]?.text !== '(') throw unexpected(`it uses ${DEBUG_LOG}`)
      found.push(call(all, index, index + 1))
    } else if (text === 'task' && endsStatement(all, index - 1) && /^(resolve|exit)$/.test(all[index + 2]?.text ?? '')) {
      found.push(call(all, index, index + 3))
    }
    index = Math.max(index, (found.at(-1)?.to ?? 0) - 1)
  }
  return found
}

/** Finds the functions for imports. The host's core functions replace them before they could be called. */
function imports(all: readonly Token[]): Cut[] {
  return all.flatMap(({ text }, from) => {
    const name = all[from + 1]?.text ?? ''
    if (text === 'const' && /^_trampoline\d+$/.test(name)) {
      let open = from
      while (all[open]!.text !== '{') open++
      const end = closing(all, open) + 1
      // The next statement gives the function a name.
      if (all[end]?.text !== name) throw unexpected(`no name follows ${name}`)
      return [{ from, to: afterStatement(all, end), put: '' }]
    }
    if (text === 'let' && /^trampoline\d+$/.test(name) && all[from + 3]?.text === `_${name}`)
      return [{ from: from + 2, to: afterStatement(all, from) - 1, put: '' }]
    return []
  })
}

/** Returns `code` without the parts at `cuts`. */
function without(code: string, all: readonly Token[], cuts: readonly Cut[]): string {
  let text = ''
  let at = 0
  for (const { from, to, put } of cuts.toSorted((first, second) => first.from - second.from)) {
    const start = all[from]!.at
    // It is inside a larger part.
    if (start < at) continue
    text += code.slice(at, start) + put
    at = all[to]?.at ?? code.length
  }
  return text + code.slice(at)
}

/** Returns `glue` with no more than the host and calls that return need. Throws if it has another form than expected. */
export function trimmed(glue: string): string {
  const code = glue.replace(DEBUG_LOG_DECLARED, '')
  if (code === glue) throw unexpected(`it declares ${DEBUG_LOG} in another way`)
  const all = tokens(code)
  const lowered = code.match(/\btrampoline\d+ = .*\[symbolCabiLower\]\(/g)?.length ?? 0
  const functions = imports(all)
  if (functions.length !== 2 * lowered) throw unexpected(`${functions.length} functions for ${lowered} imports`)
  const cuts = [...steps(all), ...functions]
  return without(code, all, [...cuts, ...unused(all, cuts)])
}

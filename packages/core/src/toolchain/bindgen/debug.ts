import { tokens } from './tokens.js'

// jco's glue reports each step of a call to `_debugLog`, which looks for an environment variable each time. Most of the time of a
// short call is spent on that, and on the objects that describe the step.

const NAME = '_debugLog'
const DECLARATION = /^ *const _debugLog = \(\.\.\.args\) => \{\n.*JCO_DEBUG.*\n *console\.debug\(\.\.\.args\);\n *\};\n/m

/** Returns `glue` without jco's debug messages. Throws if it has none, because then they have another form. */
export function withoutDebugLog(glue: string): string {
  const declared = glue.replace(DECLARATION, '')
  if (declared === glue) throw new Error(`The glue declares ${NAME} in an unexpected way.`)
  const all = tokens(declared)
  let text = ''
  let from = 0
  for (let index = 0; index < all.length; index++) {
    const { text: name, at } = all[index]!
    if (name !== NAME) continue
    const open = all[index + 1]
    if (open?.text !== '(') throw new Error(`The glue uses ${NAME} in an unexpected way.`)
    let end = index + 2
    while (all[end]!.depth !== open.depth || all[end]!.text !== ')') end++
    const [before, after] = [all[index - 1]?.text ?? '', all[end + 1]?.text]
    // Messages between other statements leave nothing behind, and any others leave a value.
    const alone = /^[;{}]$/.test(before) && after === ';'
    text += declared.slice(from, at) + (alone ? '' : 'void 0')
    from = alone ? all[end + 1]!.at + 1 : all[end]!.at + 1
    index = end
  }
  return text + declared.slice(from)
}

// The rules that every call of core must follow.
import vm from 'node:vm'

import { parseAst } from 'rolldown/parseAst'

import { Finding } from '../frame/finding.mjs'
import { MARK } from './names.mjs'

/** The codes for malformed bytes, for which `inspect` throws as well. */
const BROKEN = new Set(['NOT_WASM', 'TRUNCATED', 'MALFORMED'])

/** Returns { value } or { error }, a complete UnwasiError. Anything else is a finding. */
export async function attempt(what, call) {
  try {
    return { value: await call() }
  } catch (error) {
    if (error?.name !== 'UnwasiError') {
      const message = String(error?.message ?? error).slice(0, 300)
      throw new Finding(`${what} throws a raw ${error?.name ?? typeof error}: ${message}`, { cause: error })
    }
    for (const field of ['code', 'headline', 'why', 'fix']) {
      if (typeof error[field] !== 'string' || error[field].trim() === '') {
        throw new Finding(`${what}: the ${field} of an UnwasiError is ${JSON.stringify(error[field])}`, { cause: error })
      }
    }
    if (error.headline.includes('\n')) {
      throw new Finding(`${what}: a headline with a line break: ${JSON.stringify(error.headline.slice(0, 300))}`, {
        kind: `${what}: a headline with a line break`,
        cause: error,
      })
    }
    return { error }
  }
}

/**
 * Checks that `inspect` says what `transpile` does. It can't know the refusals of bindgen, and those of wit-component for an embedded
 * world, which take 30 ms to find.
 */
export function agree(inspected, transpiled) {
  const { error, value } = inspected
  const said = error ? `throws ${error.code}` : value.converts ? 'says that it converts' : `says ${value.refusal?.code}`
  const disagree = (does) =>
    new Finding(`transpile ${does}, inspect ${said}`, {
      kind: `transpile ${does}, inspect ${said}`,
      cause: transpiled.error ?? error,
    })
  if (transpiled.value) {
    if (error || !value.converts) throw disagree('accepts')
    return
  }
  const { code, headline } = transpiled.error
  if (code === 'TOOLCHAIN' || headline.includes('the world that is embedded in it do not agree')) return
  const reported = error?.code ?? value.refusal?.code
  if (reported !== code) throw disagree(`refuses with ${code}`)
  if (error && !BROKEN.has(error.code)) throw disagree(`refuses with ${code}, which inspect should report`)
}

/** The second that a case may take is meant for core and not for parsing its output, and short texts have the same mistakes. */
const LONGEST = 300_000

/** Checks that emitted text parses, that no name broke out of it, and that importing it ends. */
export function checkText(what, text, lang) {
  if (text.length > LONGEST) return
  let program
  try {
    program = parseAst(text, { lang, sourceType: 'module' })
  } catch (error) {
    throw new Finding(`${what} does not parse: ${error.message.slice(0, 400)}`, { kind: `${what} does not parse` })
  }
  if (text.includes(MARK) && breaks(program)) {
    const at = text.indexOf(MARK)
    const around = JSON.stringify(text.slice(Math.max(0, at - 100), at + 100))
    throw new Finding(`${what}: a name of the file became code: ${around}`, { kind: `${what}: a name became code` })
  }
  for (const { type, specifiers = [] } of program.body) {
    if (type !== 'ExportNamedDeclaration') continue
    const names = specifiers.map(({ exported }) => exported.name ?? exported.value)
    // `import()` takes a module that exports `then` for a promise.
    if (names.includes('then')) throw new Finding(`${what} exports then`)
    if (new Set(names).size < names.length) throw new Finding(`${what} exports a name twice`)
  }
}

function breaks(node) {
  if (Array.isArray(node)) return node.some(breaks)
  if (typeof node !== 'object' || node === null) return false
  if (node.type === 'Identifier' && node.name === MARK) return true
  return Object.values(node).some(breaks)
}

const FACES = /^wasi:(?:cli|clocks|filesystem|http|io|random|sockets)\/[a-z][a-z0-9-]*$/

/**
 * A command must be linked only to functions of WASI, whatever the component calls them, and to those of interfaces in `imports`.
 */
export function checkPlan(code, imports = {}) {
  // `.` and `$` would end the line at a U+2028 in a name.
  const text = /component\((\{[^\n]*|JSON\.parse[^\n]*), \[[\w, ]*(?:(?:\/\* @__PURE__ \*\/ )?interfaces\([^\n]*\))?\]\),\n/.exec(
    code,
  )?.[1]
  if (text === undefined) {
    if (/\bcomponent\(/.test(code)) throw new Finding('the plan of a command is not where the fuzzer looks for it')
    return
  }
  const plan = vm.runInNewContext(`(${text})`)
  const visit = (value) => {
    if (typeof value !== 'object' || value === null) return
    if (Object.hasOwn(value, 'lower') && Array.isArray(value.lower)) checkFunction(...value.lower, imports)
    if (Object.hasOwn(value, 'drop')) checkDrop(value.drop, imports)
    Object.values(value).forEach(visit)
  }
  visit(plan)
}

/** Functions that the host does not know, from a later 0.2 or invented, are accepted and trap when called. */
function checkFunction(face, name, imports) {
  if (FACES.test(face) || Object.hasOwn(imports, face)) return
  const kind = 'accepted an interface that is not of WASI'
  throw new Finding(`transpile accepts the import of ${JSON.stringify(name)} of ${JSON.stringify(face)}`, { kind })
}

const RESOURCES =
  /^(?:descriptor|directory-entry-stream|error|input-stream|output-stream|pollable|terminal-(?:input|output)|network|(?:tcp|udp)-socket|(?:incoming|outgoing)-datagram-stream|resolve-address-stream)$/

/** The permitted drops are known by a resource's own name, or by its interface and name. */
function checkDrop(drop, imports) {
  const [resource, face] = Array.isArray(drop) ? drop.toReversed() : [drop]
  if (face !== undefined && Object.hasOwn(imports, face)) return
  if (RESOURCES.test(resource) && (face === undefined || FACES.test(face))) return
  throw new Finding(`transpile accepts the drop of ${JSON.stringify(drop)}`, { kind: 'accepted the drop of an unknown resource' })
}

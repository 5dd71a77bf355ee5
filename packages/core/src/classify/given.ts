import type { GivenFunction, GivenInterface } from '@unwasi/runtime'
import { UnwasiError } from '../errors.js'
import { bareName } from '../link/given.js'
import { exampleFiles, exampleOption } from '../imports/stubs.js'
import { quoted } from '../text.js'
import { list } from './names.js'

/** The most functions to write out. A hostile component may import any number. */
const MOST = 50

/** Hosts that add their own interfaces to those of WASI, and how they run a component. */
const HOSTS: readonly (readonly [interfaces: RegExp, host: string])[] = [
  [/^(fermyon:spin\/|spin:)/, 'Spin, which runs such components with `spin up`'],
  [/^wasmcloud:/, 'wasmCloud, which runs such components with `wash dev`'],
  [/^zed:/, 'the editor Zed, which loads such components as extensions'],
  [/^golem:/, 'Golem, which runs such components with `golem deploy`'],
  [/^fastly:/, 'Fastly Compute, which runs such components with `fastly compute serve`'],
]

/** Returns the refusal of a component whose imports `interfaces` are neither of WASI nor in the option `imports`. */
export function ungiven(interfaces: readonly GivenInterface[]): UnwasiError {
  const names = interfaces.map(([name]) => name)
  const files = exampleFiles(names.map(bareName), (name) => name.replace(/^.*\//, ''))
  const [first = '', file = ''] = [...files][0] ?? []
  return new UnwasiError({
    code: 'UNKNOWN_IMPORT',
    headline: `the component imports interfaces that unwasi does not provide (${list(names)})`,
    why: `unwasi provides WASI 0.2. These interfaces are not part of WASI, so JavaScript or another component has to provide them.${hint(names)}`,
    fix: [
      `If JavaScript is to provide them, set the plugin option \`imports: ${exampleOption([...files].slice(0, 6))}\` (on the command line \`--import ${quoted(`${first}=${file}`)}\`), and write the functions:`,
      ...stubs(interfaces, files).map((line) => `    ${line}`),
      '  If not, compose the component with others that provide them.',
    ].join('\n'),
  })
}

function hint(names: readonly string[]): string {
  const known = HOSTS.flatMap(([interfaces, host]) => {
    const found = names.filter((name) => interfaces.test(name))
    return found.length === 0 ? [] : [[list(found), host, found.length] as const]
  })
  return known.map(([found, host, count]) => ` ${found} ${count === 1 ? 'belongs' : 'belong'} to ${host}.`).join('')
}

/** JavaScript to paste: a file for each interface. */
function stubs(interfaces: readonly GivenInterface[], files: ReadonlyMap<string, string>): string[] {
  let left = MOST
  return interfaces.flatMap(([name, functions]) => {
    const shown = functions.slice(0, left)
    left -= shown.length
    if (shown.length === 0) return []
    const [only] = shown
    // A function that the world itself imports. An interface may have a function of that name, too.
    const itself = only?.[0] === 'default' && !name.includes(':')
    return [
      `// ${files.get(bareName(name))}, for ${bareName(name)}`,
      ...(itself ? [`export default function ${stub(only, '', '')}`] : ['export default {', ...members(shown), '}']),
    ]
  })
}

function members(functions: readonly GivenFunction[]): string[] {
  const resources = [...new Set(functions.map(([name]) => taken(name).resource))]
  return resources.flatMap((resource) => {
    const own = functions.filter(([name]) => taken(name).resource === resource)
    if (resource === '') return own.map((one) => `  ${stub(one, titleOf(one), ',')}`)
    return [`  ${pascal(resource)}: class {`, ...own.map((one) => `    ${stub(one, titleOf(one), '')}`), '  },']
  })
}

function titleOf([name]: GivenFunction): string {
  const { kind, member } = taken(name)
  return kind === 'constructor' ? kind : `${kind === 'static' ? 'static ' : ''}${camel(member)}`
}

function stub([, params, , signature]: GivenFunction, title: string, after: string): string {
  const names = params.map(([param]) => camel(param)).filter((param) => param !== 'self')
  return `${title}(${names.join(', ')}) {}${after} // ${signature}`
}

/** Takes a function's name apart: `[method]counter.get` → method, counter, get. */
function taken(name: string): { kind: string; resource: string; member: string } {
  const [, kind = '', resource = '', member = ''] = /^\[(\w+)\]([^.]*)\.?(.*)$/.exec(name) ?? []
  return { kind, resource, member: kind === '' ? name : member }
}

const camel = (name: string): string => name.toLowerCase().replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
const pascal = (name: string): string => camel(`-${name}`)

import type { Item as PlanItem } from '@unwasi/runtime'
import { signatureText } from '../classify/names.js'
import { lacksResource, wasiFunction } from '../preview2/table.js'
import type { Canon, CanonOptions } from '../read/component/items.js'
import type { FuncType as CoreFuncType, ValType } from '../read/shapes.js'
import type { Signature } from '../wasm/signature.js'
import { unsupported } from './unsupported.js'
import type { CoreDefinition, DefinitionOf, Spaces } from './definitions.js'
import type { FuncType } from './flat.js'
import { invalid, quoted, unknownShape } from './problems.js'

// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md
// Lifting and lowering are checked against the types that the component declares, and imports from WASI against those in WASI.

const I32 = 'i32'
const REALLOC: Signature = { params: [I32, I32, I32, I32], results: [I32] }
const DROP: Signature = { params: [I32], results: [] }
const CONVERT: Signature = { params: [I32], results: [I32] }

const coreFunc = ({ params, results }: Signature): CoreDefinition['extern'] => ({
  kind: 'func',
  type: { params: [...params], results: [...results] satisfies ValType[] },
})

const isSignature = (type: CoreFuncType | Signature, wanted: Signature): boolean =>
  type.params.join() === wanted.params.join() && type.results.join() === wanted.results.join()

interface Options {
  memory?: PlanItem
  realloc?: PlanItem
}

/** Adds what `found` defines to `spaces`. A `command` is linked by a plan, which only knows the host's resources and UTF-8. */
export function canon(found: Canon, spaces: Spaces, at: number, command: boolean): void {
  switch (found.canon) {
    case 'lift':
      return spaces.add(lift(found, spaces, at, command))
    case 'lower':
      spaces.core.func.push(lower(found, spaces, at, command))
      return
    case 'async':
      throw unknownShape('it uses async functions of WASI 0.3')
    default:
      spaces.core.func.push(resourceFunction(found, spaces, at, command))
  }
}

function resourceFunction(
  { canon: kind, type }: Extract<Canon, { type: number; canon: `resource.${string}` }>,
  spaces: Spaces,
  at: number,
  command: boolean,
): CoreDefinition {
  const { interface: interfaceName, name } = spaces.type('resource', type, at).resource
  const own = interfaceName === undefined
  if (command && (own || kind !== 'resource.drop')) throw unknownShape('it defines its own resources')
  if (kind !== 'resource.drop') {
    if (!own) throw invalid(`it uses ${kind} with the resource ${quoted(name)}, which it imports`)
    return { extern: coreFunc(CONVERT), builtin: true }
  }
  if (!own && lacksResource(interfaceName, name)) {
    throw invalid(`it drops the resource ${quoted(name)} of ${interfaceName}, which does not define it`)
  }
  return {
    extern: coreFunc(DROP),
    builtin: true,
    ...(!own && { item: { drop: [interfaceName, name] }, drops: [interfaceName, name] }),
  }
}

function lift(
  { core, options, type }: Extract<Canon, { canon: 'lift' }>,
  spaces: Spaces,
  at: number,
  command: boolean,
): DefinitionOf<'func'> {
  const lifts = moduleFunction(spaces, core, at, 'lifts')
  const func = spaces.type('func', type, at)
  const found = coreSignature(lifts)
  if (!isSignature(found, func.lifted)) {
    throw invalid(`it lifts a core function ${signatureText(found)} to a function that needs ${signatureText(func.lifted)}`)
  }
  resolved(options, spaces, at, { memory: func.memory, realloc: func.realloc.lift }, 'lifts')
  checkEncoding(options, command, func.text, false)
  if (options.postReturn !== undefined) {
    const after = coreSignature(moduleFunction(spaces, options.postReturn, at, 'cleans up after a return with'))
    if (!isSignature(after, { params: func.lifted.results, results: [] })) {
      throw invalid(`its post-return function has the signature ${signatureText(after)}`)
    }
  }
  return { sort: 'func', type: func, lifts }
}

function lower(
  { func: index, options }: Extract<Canon, { canon: 'lower' }>,
  spaces: Spaces,
  at: number,
  command: boolean,
): CoreDefinition {
  const { type, from, lifts } = spaces.get('func', index, at)
  if (from === undefined && (command || lifts === undefined)) throw unknownShape('it lowers a function that is not imported')
  if (options.postReturn !== undefined) throw invalid('it lowers a function with a post-return function')
  checkEncoding(options, command, type.text, true)
  if (!command) spaces.context.glue(type.parts)
  // Another component inside gives it. bindgen makes the function that connects them.
  if (from === undefined) {
    resolved(options, spaces, at, { memory: type.memory, realloc: type.realloc.lower }, 'lowers')
    return { extern: coreFunc(type.lowered), builtin: true }
  }
  spaces.context.lowered.push(from)
  const known = wasiFunction(...from)
  const missing = known ? undefined : unsupported(...from, type)
  if (missing) spaces.context.unsupported.set(from.join(' '), missing)
  const needs = { memory: type.memory || (known?.memory ?? false), realloc: type.realloc.lower || (known?.realloc ?? false) }
  return {
    extern: coreFunc(type.lowered),
    item: { lower: from, ...resolved(options, spaces, at, needs, 'lowers') },
    builtin: true,
  }
}

/** Throws if WASI has the function `name` in the interface, but with another type. */
export function checkDeclaration(interfaceName: string, name: string, type: FuncType): void {
  const known = wasiFunction(interfaceName, name)
  if (known && !isSignature(type.lowered, known)) {
    const [is, should] = [type.lowered, known].map(signatureText)
    throw invalid(`it declares ${quoted(name)} of ${interfaceName} with the core signature ${is}, but in WASI it is ${should}`)
  }
}

function checkEncoding({ encodings }: CanonOptions, command: boolean, text: boolean, ofHost: boolean): void {
  if (encodings.length > 1) throw invalid('it names several string encodings for one function')
  // The host only reads and writes UTF-8. The glue of a library also knows the other encodings.
  if ((command || (ofHost && text)) && encodings.some((encoding) => encoding !== 'utf8')) {
    throw unknownShape('its strings are not UTF-8')
  }
}

/** Returns the items that options refer to. Throws if one has the wrong type, or if one that `needs` requires is missing. */
function resolved(
  options: CanonOptions,
  spaces: Spaces,
  at: number,
  needs: { memory: boolean; realloc: boolean },
  doing: string,
): Options {
  const found: Options = {}
  if (options.memory !== undefined) {
    const { extern, item } = spaces.getCore('memory', options.memory, at)
    if (extern.kind !== 'memory' || extern.type.memory64 || extern.type.shared) {
      throw unknownShape(`it ${doing} a function with a memory that is shared or has 64-bit addresses`)
    }
    if (item) found.memory = item
  }
  if (options.realloc !== undefined) {
    const realloc = moduleFunction(spaces, options.realloc, at, 'allocates with')
    const type = coreSignature(realloc)
    if (!isSignature(type, REALLOC)) throw invalid(`its realloc function has the signature ${signatureText(type)}`)
    if (realloc.item) found.realloc = realloc.item
  }
  if (needs.memory && options.memory === undefined) throw invalid(`it ${doing} a function without the memory that it needs`)
  if (needs.realloc && options.realloc === undefined) throw invalid(`it ${doing} a function without the realloc that it needs`)
  return found
}

/** Returns a function of a core module. A function made by the canonical ABI could call the host from inside the host. */
function moduleFunction(spaces: Spaces, index: number, at: number, doing: string): CoreDefinition {
  const found = spaces.getCore('func', index, at)
  if (found.builtin) throw unknownShape(`it ${doing} a function that does not come from a core module`)
  return found
}

function coreSignature({ extern }: CoreDefinition): CoreFuncType {
  if (extern.kind !== 'func') throw new Error('a core function index refers to something else')
  return extern.type
}

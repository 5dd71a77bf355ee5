import type { NumberType, Signature } from '../wasm/signature.js'
import { INTERFACES, type Flat } from './interfaces.js'
import type { ComponentPart } from './part.js'

const LETTERS: Readonly<Record<string, NumberType>> = { i: 'i32', I: 'i64' }

const coreTypes = (letters: string): NumberType[] => [...letters].map((letter) => LETTERS[letter]!)

export interface WasiFunction extends Signature {
  readonly part: ComponentPart
  readonly memory: boolean
  readonly realloc: boolean
}

function parsed(part: ComponentPart, text: Flat): WasiFunction {
  const [flat = '', needs] = text.split(' ')
  const [params = '', results = ''] = flat.split(':')
  const realloc = needs === 'realloc'
  return { part, params: coreTypes(params), results: coreTypes(results), memory: realloc || needs === 'memory', realloc }
}

const FUNCTIONS: ReadonlyMap<string, ReadonlyMap<string, WasiFunction>> = new Map(
  Object.entries(INTERFACES).map(([interfaceName, { functions }]) => [
    interfaceName,
    new Map(
      Object.entries(functions).flatMap(([part, group]) =>
        Object.entries(group).map(([name, text]) => [name, parsed(part as ComponentPart, text)]),
      ),
    ),
  ]),
)

/** Returns the function `name` of an interface (`wasi:io/streams`), or `undefined` if the host does not serve it. */
export const wasiFunction = (interfaceName: string, name: string): WasiFunction | undefined =>
  FUNCTIONS.get(interfaceName)?.get(name)

/** Returns the parts that serve those of `functions` that the host has, sorted and without duplicates. */
export const componentParts = (functions: readonly (readonly [interfaceName: string, name: string])[]): ComponentPart[] =>
  [...new Set(functions.flatMap(([interfaceName, name]) => wasiFunction(interfaceName, name)?.part ?? []))].toSorted()

/** Whether an interface lacks the resource `name`. Interfaces that are not in the table may have any resource. */
export const lacksResource = (interfaceName: string, name: string): boolean =>
  Object.hasOwn(INTERFACES, interfaceName) && !(INTERFACES[interfaceName]!.resources ?? []).includes(name)

/** Returns all functions by interface. */
export const wasiFunctions = (): typeof FUNCTIONS => FUNCTIONS

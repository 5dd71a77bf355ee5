import type { Declaration, ExternType, TypeExpression, TypeRef } from '../read/component/items.js'
import type { Definition, Exports, Spaces, Type } from './definitions.js'
import * as flat from './flat.js'
import type { Resource } from './shape.js'
import { checkName, invalid } from './problems.js'

// This module resolves the decoder's types, with everything that they refer to.

/** The interface, without its version, whose instance is imported. */
type InterfaceName = string | undefined

function value(ref: TypeRef, spaces: Spaces, at: number): flat.ValueType {
  return typeof ref === 'number' ? spaces.type('value', ref, at) : flat.primitive(ref)
}

export function define(type: TypeExpression, spaces: Spaces, at: number): Type {
  const of = (ref: TypeRef): flat.ValueType => value(ref, spaces, at)
  const maybe = (ref: TypeRef | undefined) => (ref === undefined ? undefined : of(ref))
  const each = <T>(refs: readonly T[]) => {
    spaces.context.step(at, refs.length)
    return refs
  }
  switch (type.is) {
    case 'primitive':
      return flat.primitive(type.type)
    case 'record':
      return flat.record(each(type.fields).map((field) => [field.name, of(field.type)]))
    case 'tuple':
      return flat.tuple(each(type.types).map(of))
    case 'variant':
      return flat.variant(each(type.cases).map((one) => [one.name, maybe(one.type)]))
    case 'option':
      return flat.option(of(type.type))
    case 'result':
      return flat.result(maybe(type.ok), maybe(type.error))
    case 'enum':
      return flat.enumeration(type.names)
    case 'flags':
      return flat.flags(type.names)
    case 'list':
      return flat.list(of(type.type))
    case 'fixed list':
      return flat.fixedList(of(type.type), type.length)
    case 'map':
      return flat.map(of(type.key), of(type.type))
    case 'own':
    case 'borrow':
      return flat.handle(spaces.type('resource', type.resource, at).resource, type.is)
    case 'stream':
    case 'future':
      return flat.asyncHandle(maybe(type.type))
    case 'func':
      return flat.func(
        each(type.params).map((param) => [param.name, of(param.type)]),
        maybe(type.result),
      )
    case 'resource':
      return { is: 'resource', resource: { interface: undefined, name: '' } }
    case 'component':
      return { is: 'component' }
    case 'instance':
      return { is: 'instance', declarations: type.declarations, scope: spaces.scope() }
  }
}

/** Returns the exports of an instance of a type. `interfaceName` is the interface that it is imported as. */
export function instanceOf(
  { declarations, scope }: Extract<Type, { is: 'instance' }>,
  interfaceName: InterfaceName,
  at: number,
): Exports {
  const { context } = scope.spaces
  return context.deeper(at, () => {
    const spaces = scope.spaces.inside(scope)
    const exports = new Map<string, Definition>()
    for (const declaration of declarations) {
      context.step(declaration.at)
      const definition = declared(declaration, spaces, interfaceName)
      spaces.add(definition)
      if (declaration.is !== 'export') continue
      checkName(declaration.name)
      spaces.name(exports, declaration.name, definition, declaration.at)
    }
    return exports
  })
}

function declared(declaration: Declaration, spaces: Spaces, interfaceName: InterfaceName): Definition {
  const { at } = declaration
  if (declaration.is === 'type') {
    if (declaration.type.is === 'resource')
      throw invalid('the type of an instance defines a resource, which only components can do')
    return { sort: 'type', type: define(declaration.type, spaces, at) }
  }
  if (declaration.is === 'alias') return spaces.aliased(declaration)
  const { type, name } = declaration
  const definition = ofType(type, spaces, at, { interface: interfaceName, name })
  return definition.sort === 'func' && interfaceName !== undefined ? { ...definition, from: [interfaceName, name] } : definition
}

/** Returns a definition of which only the type is known: an import, or an export of an imported instance. */
export function ofType(type: ExternType, spaces: Spaces, at: number, resource: Resource): Definition {
  switch (type.sort) {
    case 'func':
      return { sort: 'func', type: spaces.type('func', type.type, at) }
    case 'instance':
      return { sort: 'instance', exports: instanceOf(spaces.type('instance', type.type, at), undefined, at) }
    case 'component':
      spaces.type('component', type.type, at)
      return { sort: 'component', items: undefined, scope: spaces.scope() }
    case 'value':
      return { sort: 'value' }
    case 'type':
      return type.equal === undefined ? { sort: 'type', type: { is: 'resource', resource } } : spaces.get('type', type.equal, at)
    case 'module':
      throw invalid('the type of an instance has core modules')
  }
}

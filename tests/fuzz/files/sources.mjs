// The input of mutations: the fixtures as trees, and their parts by kind.
import { componentize } from '@unwasi/core'
import { fixture, fixtures } from '../../../fixtures/index.mjs'
import { clone, encode } from './encode.mjs'
import { parse } from './tree.mjs'

const isComponent = (bytes) => bytes[6] === 1

/** Core skips the code and data of large programs, which would only make cases slower. */
function lightened(tree) {
  const [, sections] = tree.children
  const heavy = new Map([
    [10, 'body'],
    [11, undefined],
  ])
  for (const section of sections.children) {
    if (section.of !== 'module-section' || !heavy.has(section.id)) continue
    const [, sized] = section.children
    const [content] = sized.children
    const body = { t: 'sized', of: 'body', children: [{ t: 'raw', bytes: Uint8Array.of(0, 0x00, 0x0b) }] }
    if (section.id === 10 && content.t === 'vec') content.children = content.children.map(() => clone(body))
    else if (section.id === 11) sized.children = [{ t: 'raw', bytes: Uint8Array.of(0) }]
  }
  return tree
}

/**
 * `wanted(name, bytes)` selects the fixtures. Returns { name, tree, bytes } for each, and `pool` with parts of all of them by
 * kind.
 */
export function sources(wanted) {
  const pool = new Map()
  const found = []
  for (const name of fixtures) {
    let bytes = fixture(name)
    const tree = bytes.length > 100_000 ? lightened(parse(bytes)) : parse(bytes)
    if (bytes.length > 100_000) bytes = encode(tree)
    collect(tree, pool)
    if (wanted(name, bytes)) found.push({ name, tree, bytes })
  }
  return { sources: found, pool }
}

export const modules = () => sources((_, bytes) => !isComponent(bytes))
export const components = () => sources((_, bytes) => isComponent(bytes))

/** Components that core makes of modules. */
export async function converted(names) {
  const bytes = await Promise.all(names.map((name) => componentize(fixture(name), { cache: false })))
  return bytes.map((one, at) => ({ name: `component of ${names[at]}`, bytes: one, tree: parse(one) }))
}

function collect(tree, pool) {
  const visit = (node) => {
    if (node.of !== undefined) {
      const known = pool.get(node.of) ?? []
      pool.set(node.of, known)
      // There are thousands of bodies, and they are all alike.
      if (known.length < 400) known.push(node)
    }
    node.children?.forEach(visit)
  }
  visit(tree)
}

import { COMPONENT_SECTION } from '../../read/component/format.js'
import { isModule } from '../../read/header.js'
import { sections } from '../../read/sections.js'
import { concat, flatten, name, sectionHead } from '../../wasm/encode.js'

/** The custom section with the docs of WIT packages: a version, then JSON. */
const DOCS = 'package-docs'
const HYPHEN = 0x2d

/**
 * Returns `component` with docs that stay comments in the `.d.ts` that bindgen writes. Nothing else in the component moves: the
 * original docs are hidden where they are, and the plain ones come last.
 */
export function withPlainDocs(component: Uint8Array): Uint8Array {
  const found = docsSections(component)
  if (found.length === 0) return component
  // The method `slice` of a Buffer does not copy.
  const hidden = new Uint8Array(component)
  // bindgen recognises docs by this name, at any depth. The name is right before the payload.
  for (const { data } of found) hidden[data - 1] = HYPHEN
  const [only, ...others] = found.filter(({ depth }) => depth === 0)
  const plain = only && others.length === 0 ? plainDocs(component.subarray(only.data, only.end)) : undefined
  if (plain === undefined) return hidden
  const title = Uint8Array.from(flatten(name(DOCS)))
  return concat([hidden, sectionHead(COMPONENT_SECTION.custom, title.length + plain.length), title, plain])
}

interface Found {
  /** Offset of the payload. */
  data: number
  end: number
  depth: number
}

function docsSections(component: Uint8Array): Found[] {
  const found: Found[] = []
  const open = [{ from: 0, to: component.length, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { from, to, depth } = next
    const bytes = component.subarray(from, to)
    const ofModule = isModule(bytes)
    for (const { id, body, end, name: title, data } of sections(bytes)) {
      if (id === COMPONENT_SECTION.custom && title === DOCS && data !== undefined)
        found.push({ data: from + data, end: from + end, depth })
      if (!ofModule && (id === COMPONENT_SECTION.coreModule || id === COMPONENT_SECTION.component))
        open.push({ from: from + body, to: from + end, depth: depth + 1 })
    }
  }
  return found
}

/** Returns the payload with plain texts, or undefined if it can't be read, because bindgen might read it in another way. */
function plainDocs(payload: Uint8Array): Uint8Array | undefined {
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(payload.subarray(1))
    const docs: unknown = JSON.parse(json, (_, value: unknown) => (typeof value === 'string' ? plain(value) : value))
    return concat([payload.subarray(0, 1), new TextEncoder().encode(JSON.stringify(docs))])
  } catch (error) {
    // The JSON is damaged, or nested too deeply.
    if (error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError) return undefined
    throw error
  }
}

/** Returns text that can't end a comment or change the text direction, and in which only a line feed ends a line. */
const plain = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replaceAll('*/', '* /')

// WebAssembly files as trees that can be changed. `encode` (encode.mjs) turns an unchanged tree into the original file.
//
//   { t: 'raw', bytes }                        bytes that are not analysed further
//   { t: 'leb', bytes | value, pad? }          a number
//   { t: 'name', bytes }                       a string with its length
//   { t: 'vec', of, children, count? }         a vector; `count` is a lie
//   { t: 'sized', of, children, size? }        contents preceded by their size; `size` is a lie
//   { t: 'seq', of, children }                 anything else
//
// `of` names the node. Unreadable parts stay raw, so that changed files can be taken apart again.
import { componentSection } from './tree-component.mjs'
import { moduleSection } from './tree-module.mjs'

export class Input {
  constructor(bytes, pos = 0, end = bytes.length) {
    Object.assign(this, { bytes, pos, end })
  }

  get done() {
    return this.pos >= this.end
  }

  take(length) {
    if (this.pos + length > this.end) throw new Unreadable()
    const found = this.bytes.subarray(this.pos, this.pos + length)
    this.pos += length
    return found
  }

  peek() {
    if (this.done) throw new Unreadable()
    return this.bytes[this.pos]
  }

  raw(length = 1) {
    return { t: 'raw', bytes: this.take(length) }
  }

  rest() {
    return this.raw(this.end - this.pos)
  }

  leb() {
    const start = this.pos
    while (this.take(1)[0] & 0x80) if (this.pos - start > 10) throw new Unreadable()
    return { t: 'leb', bytes: this.bytes.subarray(start, this.pos) }
  }

  number() {
    return this.leb().bytes.reduceRight((sum, byte) => sum * 128 + (byte & 0x7f), 0)
  }

  name() {
    return { t: 'name', bytes: this.take(this.number()) }
  }

  vec(of, item) {
    const count = this.number()
    if (count > 200_000) throw new Unreadable()
    return { t: 'vec', of, children: Array.from({ length: count }, () => item(this)) }
  }

  /** A node `of` everything that `parts` read, in order. */
  seq(of, ...parts) {
    return { t: 'seq', of, children: parts.map((part) => part(this)) }
  }

  /** Contents with their size. They stay raw if they can't be read completely. */
  sized(of, read) {
    const size = this.number()
    const body = new Input(this.bytes, this.pos, this.pos + size)
    this.take(size)
    return { t: 'sized', of, children: [attempt(body, read)] }
  }
}

class Unreadable extends Error {}

function attempt(input, read) {
  const start = input.pos
  try {
    const found = read(input)
    if (input.done) return found
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
  }
  input.pos = start
  return input.rest()
}

/** The tree of a module or component. Any other file is one raw node. */
export function parse(bytes) {
  return attempt(new Input(bytes), file)
}

export function file(input) {
  const header = input.raw(8)
  const component = header.bytes[6] === 1
  const read = component ? componentSection : moduleSection
  const sections = []
  while (!input.done) {
    const id = input.raw()
    sections.push({
      t: 'seq',
      of: component ? 'component-section' : 'module-section',
      id: id.bytes[0],
      children: [id, input.sized('section', (body) => read(body, id.bytes[0], file))],
    })
  }
  return {
    t: 'seq',
    of: component ? 'component' : 'module',
    children: [header, { t: 'seq', of: 'sections', children: sections }],
  }
}

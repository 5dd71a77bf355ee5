import { readModule } from '../../read/core-module.js'
import { Reader } from '../../read/reader.js'
import { FUNC, OP, SECTION } from '../../wasm/format.js'

type Range = readonly [start: number, end: number]

/** Types: https://webassembly.github.io/spec/core/binary/types.html */
const NULLABLE = 0x63
const REFERENCE = 0x64
const EXCEPTION = 0x69
const EXTERN = 0x6f

/** A body without locals that only has `end`, which is as short as a body can be. It has no results. */
const SHORTEST = 2

/**
 * Returns `component` with core modules whose functions only trap, and which have no exceptions unless they pass them to others.
 * bindgen checks the bodies although its glue does not depend on them, and it knows fewer instructions than engines do. Nothing
 * moves. Returns undefined if modules would no longer differ.
 */
export function withoutBodies(component: Uint8Array, modules: readonly Range[]): Uint8Array | undefined {
  // The method `slice` of a Buffer does not copy.
  const bare = new Uint8Array(component)
  for (const [start, end] of modules) strip(bare.subarray(start, end))
  const latin1 = new TextDecoder('latin1')
  const text = (bytes: Uint8Array, [start, end]: Range): string => latin1.decode(bytes.subarray(start, end))
  const originals = new Set(modules.map((range) => text(component, range)))
  return new Set(modules.map((range) => text(bare, range))).size === originals.size ? bare : undefined
}

function strip(module: Uint8Array): void {
  const { sections, imports, exports } = readModule(module)
  const passesTags = [...imports, ...exports].some(({ kind }) => kind === 'tag')
  for (const { id, start, body, end } of sections) {
    if (id === SECTION.code) {
      const r = new Reader(module, body, end, 'code section')
      for (let n = r.count(); n > 0; n--) {
        const size = r.u32()
        if (size > SHORTEST && r.pos + size <= end) trap(module.subarray(r.pos, r.pos + size))
        r.skip(size)
      }
    } else if (id === SECTION.type) {
      withoutExceptions(module, new Reader(module, body, end, 'type section'))
    } else if (id === SECTION.tag && !passesTags && end > body) {
      // A custom section with an empty name.
      module[start] = SECTION.custom
      module[body] = 0
    }
  }
}

function trap(body: Uint8Array): void {
  body.fill(OP.nop)
  body[0] = 0
  body[1] = OP.unreachable
  body[body.length - 1] = OP.end
}

/** Makes references to exceptions, which the types of blocks have, references to JavaScript's values. */
function withoutExceptions(module: Uint8Array, r: Reader): void {
  for (let types = r.count(); types > 0; types--) {
    // Groups and subtypes stay unchanged, and so does everything after them.
    if (r.u8() !== FUNC) return
    references(module, r)
    references(module, r)
  }
}

/** Does so in the parameters or the results of a function. */
function references(module: Uint8Array, r: Reader): void {
  for (let values = r.count(); values > 0; values--) {
    const type = r.u8()
    const heap = type === REFERENCE || type === NULLABLE
    const at = heap ? r.pos : r.pos - 1
    if (heap) r.s33()
    if (module[at] === EXCEPTION && r.pos === at + 1) module[at] = EXTERN
  }
}

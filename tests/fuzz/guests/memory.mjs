import { MODULE, flat, leb, name, section, vec } from './bytes.mjs'
import * as w from './code.mjs'

/** A module that owns the memory of a component's guest, because lowering an import needs a memory and a `realloc` beforehand. */
export const memoryModule = (pages = 4) => {
  const params = [w.TYPE.i32, w.TYPE.i32, w.TYPE.i32, w.TYPE.i32]
  const body = flat([0, w.callIndirect(0, 0, w.i32(0), ...[0, 1, 2, 3].map(w.get)), 0x0b])
  return Uint8Array.from(
    flat([
      MODULE,
      section(1, vec([[0x60, vec(params), vec([w.TYPE.i32])]])),
      section(3, vec([0])),
      section(4, vec([[w.TYPE.funcref, 0x00, 1]])),
      section(5, vec([[0x00, leb(pages)]])),
      section(
        7,
        vec([
          [name('memory'), 0x02, 0],
          [name('table'), 0x01, 0],
          [name('realloc'), 0x00, 0],
        ]),
      ),
      section(10, vec([[leb(body.length), body]])),
    ]),
  )
}

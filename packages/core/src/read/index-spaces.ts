import type { Item } from '@unwasi/runtime'
import type { Reader } from './reader.js'

// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#index-spaces

export type Sort = 'func' | 'value' | 'type' | 'component' | 'instance'
export type CoreSort = 'func' | 'table' | 'memory' | 'global' | 'tag' | 'type' | 'module' | 'instance'

const SORTS: Record<number, Sort> = { 1: 'func', 2: 'value', 3: 'type', 4: 'component', 5: 'instance' }
const CORE_SORTS: Record<number, CoreSort> = {
  0x00: 'func',
  0x01: 'table',
  0x02: 'memory',
  0x03: 'global',
  0x04: 'tag',
  0x10: 'type',
  0x11: 'module',
  0x12: 'instance',
}

/** What is known of an index in the component's own spaces; empty for what a command has no use for. */
export interface Definition {
  /** Of an imported instance: its interface, without version. Of a function or type out of one: where it is from. */
  face?: string
  name?: string
  /** Of a function: the core function that it lifts. Of an instance with the one function `run`: what that lifts. */
  lifts?: Item
}

/** What a component has defined so far, by number. */
export class IndexSpaces {
  /** Core functions, tables, memories, globals and tags. Of modules and instances the number is all there is to know. */
  readonly core: Record<CoreSort, Item[]> = {
    func: [],
    table: [],
    memory: [],
    global: [],
    tag: [],
    type: [],
    module: [],
    instance: [],
  }
  readonly own: Record<Sort, Definition[]> = { func: [], value: [], type: [], component: [], instance: [] }

  /** Undefined: a core sort, which is still to be read. */
  sort(r: Reader): Sort | undefined {
    const byte = r.u8()
    return byte === 0 ? undefined : known(r, SORTS[byte])
  }

  coreSort(r: Reader): CoreSort {
    return known(r, CORE_SORTS[r.u8()])
  }

  coreItem(r: Reader, sort: CoreSort): Item {
    return found(r, this.core[sort], `core ${sort}`)
  }

  definition(r: Reader, sort: Sort): Definition {
    return found(r, this.own[sort], sort)
  }
}

/** The entry whose number comes next. */
function found<T>(r: Reader, space: readonly T[], what: string): T {
  const at = r.pos
  const index = r.u32()
  const entry = space[index]
  if (entry === undefined) throw r.malformed(`${what} ${index}, which is not there`, at)
  return entry
}

function known<T>(r: Reader, sort: T | undefined): T {
  if (sort === undefined) throw r.malformed('an unknown sort', r.pos - 1)
  return sort
}

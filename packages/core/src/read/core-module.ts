import { SECTION } from '../wasm/format.js'
import { FunctionTypes } from './function-types.js'
import { componentGiven, header } from './header.js'
import { Reader } from './reader.js'
import {
  width,
  type CoreModule,
  type Export,
  type ExternKind,
  type Feature,
  type FuncType,
  type GlobalType,
  type Import,
  type MemoryType,
  type Section,
  type TableType,
} from './shapes.js'
import { readGlobals, readTables } from './initialised.js'
import { checkOrder, sectionName, sections } from './sections.js'
import { TypeReader } from './types.js'

// The reader does not guess: it throws if it cannot model something, because a wrong index, type or memory would make a wrong
// program. Code and data are skipped by their size, so the cost does not grow with them.

export type * from './shapes.js'

/** The limit for all exports together. A `.d.ts` repeats the type of each function, so 1 MB of wasm could become many GB. */
const MAX_EXPORTED_VALUES = 1_000_000

const KINDS: readonly ExternKind[] = ['func', 'table', 'memory', 'global', 'tag']

/** Reads a core module. Throws `NOT_WASM`, `NOT_A_MODULE` (a component), `TRUNCATED`, `MALFORMED` or `UNSUPPORTED`. */
export function readModule(bytes: Uint8Array): CoreModule {
  if (header(bytes) === 'component') throw componentGiven()
  return new ModuleReader(bytes).read()
}

class ModuleReader {
  readonly #types: (FuncType | undefined)[] = []
  readonly #imports: Import[] = []
  readonly #functionImports: (FuncType | undefined)[] = []
  readonly #memories: MemoryType[] = []
  readonly #tables: TableType[] = []
  readonly #globals: GlobalType[] = []
  readonly #tags: (FuncType | undefined)[] = []
  readonly #features = new Set<Feature>()
  /** The numbers of imported and defined entities, to check the indices of exports and of the start function. */
  readonly #counts: Record<ExternKind, number> = { func: 0, table: 0, memory: 0, global: 0, tag: 0 }
  #exports: Export[] = []
  #start: number | undefined
  #functionCount = 0
  #codeCount = 0
  #functions: FunctionTypes | undefined

  constructor(readonly bytes: Uint8Array) {}

  read(): CoreModule {
    const { bytes } = this
    const all = sections(bytes)
    checkOrder(bytes, all)
    for (const section of all) {
      if (section.id !== SECTION.custom) this.#section(section)
    }
    if (this.#functionCount !== this.#codeCount) {
      throw new Reader(bytes).malformed(
        `${this.#functionCount} declared functions, but code for ${this.#codeCount}`,
        bytes.length,
      )
    }
    if (this.#counts.memory > 1) this.#features.add('multi-memory')
    const exported = new Map(this.#exports.map((e) => [e.name, e]))
    const funcType = (index: number) => this.#funcType(index)
    const module: CoreModule = {
      sections: all,
      types: this.#types,
      imports: this.#imports,
      memories: this.#memories,
      tables: this.#tables,
      globals: this.#globals,
      tags: this.#tags,
      functionCount: this.#functionCount,
      exports: this.#exports,
      customs: all.flatMap(({ name, data, start, end }) =>
        name === undefined || data === undefined ? [] : [{ name, start, end, data }],
      ),
      features: this.#features,
      exportedFunction(name) {
        const found = exported.get(name)
        return found?.kind === 'func' ? funcType(found.index) : undefined
      },
      funcType,
    }
    if (this.#start !== undefined) module.start = this.#start
    return module
  }

  #section(section: Section): void {
    const r = new Reader(this.bytes, section.body, section.end, sectionName(section.id))
    const t = new TypeReader(r, this.#features)
    switch (section.id) {
      case SECTION.type:
        for (let n = r.count(); n > 0; n--) t.recType(this.#types)
        break
      case SECTION.import:
        for (let n = r.count(); n > 0; n--) this.#imports.push(this.#import(r, t))
        break
      case SECTION.function:
        this.#functionCount = r.count()
        this.#counts.func += this.#functionCount
        this.#functions = new FunctionTypes(r, this.#functionCount, this.#types)
        return
      case SECTION.memory:
        for (let n = r.count(); n > 0; n--) this.#memories.push(t.memory())
        this.#counts.memory += this.#memories.length
        break
      // Entries after an initialiser that can't be read are only counted.
      case SECTION.table:
        this.#counts.table += readTables(r, t, this.#tables)
        return
      case SECTION.global:
        this.#counts.global += readGlobals(r, t, this.#globals)
        return
      case SECTION.tag:
        for (let n = r.count(); n > 0; n--, this.#counts.tag++) this.#tags.push(this.#type(r, t.tag()))
        break
      case SECTION.export:
        this.#readExports(r)
        break
      case SECTION.start:
        this.#start = this.#startFunction(r)
        break
      case SECTION.code:
        this.#codeCount = r.count()
        return
      default:
        return
    }
    r.finish()
  }

  #import(r: Reader, t: TypeReader): Import {
    const start = r.pos
    const module = r.name()
    const name = r.name()
    const at = r.pos
    const code = r.u8()
    const kind = KINDS[code]
    // 0x7e and 0x7f after an empty name belong to the compact import section proposal, which groups entries by module.
    if (kind === undefined) throw r.unsupported(`an unknown kind of import 0x${code.toString(16)}`, at)
    const entry: Import = { module, name, kind, start, end: 0 }
    switch (kind) {
      case 'func':
        entry.type = this.#type(r, r.u32())
        this.#functionImports.push(entry.type)
        break
      case 'table':
        entry.table = t.table()
        break
      case 'memory':
        entry.memory = t.memory()
        break
      case 'global':
        entry.global = t.global()
        break
      case 'tag':
        entry.type = this.#type(r, t.tag())
    }
    this.#counts[kind]++
    entry.end = r.pos
    return entry
  }

  #readExports(r: Reader): void {
    const seen = new Set<string>()
    let values = 0
    for (let n = r.count(); n > 0; n--) {
      const start = r.pos
      const name = r.name()
      const code = r.u8()
      const kind = KINDS[code]
      if (kind === undefined) throw r.unsupported(`an unknown kind of export 0x${code.toString(16)}`, r.pos - 1)
      if (seen.has(name)) throw r.malformed(`two exports named ${JSON.stringify(name)}`, start)
      seen.add(name)
      const index = this.#index(r, kind)
      if (kind === 'func') values += width(this.#funcType(index))
      if (values > MAX_EXPORTED_VALUES)
        throw r.excessive(`functions with more than ${MAX_EXPORTED_VALUES} parameters and results in total`, start)
      this.#exports.push({ name, kind, index })
    }
  }

  #startFunction(r: Reader): number {
    const at = r.pos
    const index = this.#index(r, 'func')
    // https://webassembly.github.io/spec/core/valid/modules.html#start-function
    if (width(this.#funcType(index)) > 0) throw r.malformed('a start function with parameters or results', at)
    return index
  }

  #funcType(index: number): FuncType | undefined {
    const imported = this.#functionImports.length
    return index < imported ? this.#functionImports[index] : this.#functions?.at(index - imported)
  }

  #index(r: Reader, kind: ExternKind): number {
    const at = r.pos
    const index = r.u32()
    if (index >= this.#counts[kind]) throw r.malformed(`a reference to ${kind} ${index} (there are ${this.#counts[kind]})`, at)
    return index
  }

  #type(r: Reader, index: number): FuncType {
    const type = this.#types[index]
    if (type === undefined) throw r.malformed(`type ${index} where a function type is needed`)
    return type
  }
}

// Modules with an embedded world, most of whose changes are in the section that describes it. About 40 ms a case.
import { transpile } from '@unwasi/core'
import { parse as assemble, wasmTools } from '../../../fixtures/components.mjs'

import { Finding } from '../frame/finding.mjs'
import { convert, cut, someOptions } from './convert.mjs'
import { encode } from './encode.mjs'
import { mutate } from './mutate.mjs'
import { components } from './sources.mjs'
import { parse } from './tree.mjs'

const WIT = `package a:b;
  interface host { log: func(m: string) -> u32; resource thing { constructor(n: u32); get: func() -> u32; } find: func() -> list<string>; }
  interface api {
    record point { x: u32, y: option<string> }
    variant shape { dot, line(point), text(string) }
    resource counter { constructor(start: u32); next: func() -> u32; }
    move: func(p: point, by: s32) -> result<point, string>;
    draw: func(all: list<shape>) -> list<u8>;
  }
  world plain { export add: func(a: u32, b: u32) -> u32; }
  world typed { import host; import now: func() -> u64; export api; export greet: func(n: string) -> string; }
  world program { import host; export greet: func(n: string) -> string; }`

const PREVIEW1 = `(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))`
const HOST = `(import "a:b/host" "log" (func (param i32 i32) (result i32)))
  (import "a:b/host" "[constructor]thing" (func (param i32) (result i32)))
  (import "a:b/host" "[method]thing.get" (func (param i32) (result i32)))
  (import "a:b/host" "[resource-drop]thing" (func (param i32)))
  (import "a:b/host" "find" (func (param i32)))`
const REALLOC = '(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)'
const GREET = '(func (export "greet") (param i32 i32) (result i32) i32.const 8) (func (export "cabi_post_greet") (param i32))'
const MEMORY = '(memory (export "memory") 2)'

const MODULES = {
  plain: `(module ${PREVIEW1} ${MEMORY} (func (export "_initialize")) (func (export "add") (param i32 i32) (result i32) i32.const 0))`,
  typed: `(module ${PREVIEW1} ${HOST}
    (import "$root" "now" (func (result i64)))
    (import "[export]a:b/api" "[resource-new]counter" (func (param i32) (result i32)))
    (import "[export]a:b/api" "[resource-drop]counter" (func (param i32)))
    ${MEMORY} ${REALLOC} ${GREET} (func (export "_initialize"))
    (func (export "a:b/api#[constructor]counter") (param i32) (result i32) i32.const 0)
    (func (export "a:b/api#[method]counter.next") (param i32) (result i32) i32.const 0)
    (func (export "a:b/api#[dtor]counter") (param i32))
    (func (export "a:b/api#move") (param i32 i32 i32 i32 i32) (result i32) i32.const 8)
    (func (export "a:b/api#draw") (param i32 i32) (result i32) i32.const 8))`,
  program: `(module ${PREVIEW1} ${HOST} ${MEMORY} ${REALLOC} ${GREET} (func (export "_start")))`,
}

/** What JavaScript may give. A case gives all of it, or nothing. */
const GIVEN = { 'a:b/host': true, now: true }

async function embedded([world, wat]) {
  const { tools } = await wasmTools()
  const bytes = tools.componentEmbed({ binary: await assemble(wat), witSource: WIT, world })
  return { name: `embedded ${world}`, bytes, tree: parse(bytes) }
}

/** The custom sections of a module whose contents are a component: those that describe its world. */
const worlds = (tree) => tree.children[1].children.map(worldOf).filter((section) => section !== undefined)
const worldOf = ({ of, children }) => {
  const custom = of === 'module-section' ? children[1]?.children?.[0] : undefined
  return custom?.of === 'custom' && custom.name?.startsWith('component-type') ? custom : undefined
}

export default {
  name: 'embedded',
  share: 6,
  batch: 200,
  async open() {
    const sources = await Promise.all(Object.entries(MODULES).map(embedded))
    if (sources.some(({ tree }) => worlds(tree).length === 0)) throw new Error('a module has no embedded world')
    // wit-component is compiled at its first use.
    await transpile(sources[0].bytes, { cache: false })
    return { sources, pool: components().pool }
  },
  make(random, { sources, pool }) {
    const source = random.pick(sources)
    const given = random.chance(0.8) ? GIVEN : undefined
    const options = { ...someOptions(random), imports: given }
    const portable = random.chance(0.3)
    if (random.chance(0.3)) {
      const { tree, done } = mutate(random, source.tree, pool, ['body'])
      return { bytes: cut(encode(tree)), note: done.join(' '), of: source.name, options, portable }
    }
    const [section] = worlds(source.tree)
    const { tree: changed, done } = mutate(random, section, pool)
    const bytes = cut(encode(replaced(source.tree, section, changed)))
    return { bytes, note: `world: ${done.join(' ')}`, of: source.name, options, portable }
  },
  async check(input) {
    const { outcome, transpiled } = await convert(input)
    // wit-component gets the world as it is in the file, and what it says about it must be told as the refusal that it is.
    if (outcome === 'TOOLCHAIN')
      throw new Finding(`transpile: ${transpiled.error.message}`, { kind: 'transpile fails with TOOLCHAIN' })
    return outcome
  },
}

/** A copy of `tree` that has `other` in place of `node`. */
const replaced = (tree, node, other) =>
  tree === node
    ? other
    : { ...tree, ...(tree.children && { children: tree.children.map((child) => replaced(child, node, other)) }) }

// What compilers say they have read.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { prerequisitesIn } from '../src/dep-info.js'
import { packagesIn } from '../src/languages/go.js'
import { entriesIn, importedFrom, manifestSources } from '../src/languages/zig-manifest.js'

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-read-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('rules for make', () => {
  test('reads what clang writes', () => {
    expect(prerequisitesIn('0.o: main.c lib\\ with\\ spaces.h \\\n  a\\#b.h cost$$.h\n')).toEqual([
      'main.c',
      'lib with spaces.h',
      'a#b.h',
      'cost$.h',
    ])
  })

  test('reads what cargo and rustc write', () => {
    expect(prerequisitesIn('/t\\ t/my-tool.wasm: /app/build.rs /app/src/main.rs\n')).toEqual([
      '/app/build.rs',
      '/app/src/main.rs',
    ])
    const text = `program.d: src/main.rs src/text.txt

program.wasm: src/main.rs src/text.txt

src/main.rs:
src/text.txt:

# env-dep:HOME=/root
`
    expect(prerequisitesIn(text)).toEqual(['src/main.rs', 'src/text.txt'])
  })

  test('reads paths of Windows', () => {
    expect(prerequisitesIn('C:\\t\\0.o: C:\\app\\main.c \\\r\n C:\\app\\a\\ b.h\r\n')).toEqual([
      'C:\\app\\main.c',
      'C:\\app\\a b.h',
    ])
  })
})

describe("zig's manifests", () => {
  const entry = (flags: number, file: string) =>
    Buffer.concat([Buffer.alloc(40, 0xab), Buffer.from([flags]), Buffer.from(`${file}\0`)])
  const binary = Buffer.concat([
    entry(1 << 2, 'std/std.zig'),
    entry(0, 'src/a.c'),
    entry(4 << 2, 'src/wörld.zig'),
    entry((4 << 2) | 2, 'text.txt'),
    entry(3 << 2, 'b/1/builtin.zig'),
    Buffer.from([0]),
  ])

  test('reads the form of 0.17', () => {
    expect(entriesIn(binary)).toEqual(['src/a.c', 'src/wörld.zig', 'text.txt'])
    expect(entriesIn(binary.subarray(0, -1))).toBeUndefined()
    expect(entriesIn(binary.subarray(0, 60))).toBeUndefined()
    expect(entriesIn(Buffer.alloc(0))).toBeUndefined()
  })

  test('reads the form of 0.11 to 0.16', () => {
    const text = `0
11021 11234262 1796000000000000000 15365cbf3e86531c4093be7a9cd9ee4b 1 std/std.zig
190 11234263 1796000000000000000 15365cbf3e86531c4093be7a9cd9ee4b 0 /app/my program/main.zig
2182 11234264 -1 15365cbf3e86531c4093be7a9cd9ee4b 3 b/1/builtin.zig
`
    expect(entriesIn(Buffer.from(text))).toEqual(['/app/my program/main.zig'])
    expect(entriesIn(Buffer.from('0\nsomething else\n'))).toBeUndefined()
  })

  test('joins the manifests of a cache, without the files of the cache', () => {
    const cache = path.join(folder, 'cache')
    mkdirSync(path.join(cache, 'h', 'deeper'), { recursive: true })
    writeFileSync(path.join(cache, 'h', 'timestamp'), '')
    writeFileSync(path.join(cache, 'h', '0ab4'), binary)
    writeFileSync(
      path.join(cache, 'h', '1ab4'),
      Buffer.concat([entry(0, path.join(cache, 'o', 'x.zig')), entry(0, 'b.h'), Buffer.from([0])]),
    )
    const files = manifestSources(cache, '/app')
    expect(files?.toSorted()).toEqual(['b.h', 'src/a.c', 'src/wörld.zig', 'text.txt'].map((file) => path.resolve('/app', file)))
    expect(manifestSources(path.join(folder, 'nothing'), '/app')).toBeUndefined()
  })

  test('follows imports where there is no manifest', () => {
    const main = path.join(folder, 'main.zig')
    writeFileSync(main, 'const std = @import("std");\nconst a = @import("a.zig");\nconst t = @embedFile( "t.txt" );\n')
    writeFileSync(path.join(folder, 'a.zig'), 'const main = @import("main.zig");')
    expect(importedFrom(main).toSorted()).toEqual([path.join(folder, 'a.zig'), main, path.join(folder, 't.txt')])
  })
})

test("go list's packages are read, up to where the output is cut off", () => {
  const text = '{\n\t"Dir": "/app",\n\t"GoFiles": [\n\t\t"main.go"\n\t]\n}\n{\n\t"Dir": "/lib"\n}\n{\n\t"Dir": "/c'
  expect(packagesIn(text).map(({ Dir }) => Dir)).toEqual(['/app', '/lib'])
  expect(packagesIn('go: warning: something\n{\n\t"Dir": "/app"\n}\n').map(({ Dir }) => Dir)).toEqual(['/app'])
})

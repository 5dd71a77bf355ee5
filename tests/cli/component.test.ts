import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { beforeEach, describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { temporaryFolder, unwasi } from './cli.js'
import { assemble, trapping } from './wat.js'

/** Magic, version 13, layer 1: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md */
const componentHeader = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00])
const go = fixturePath('go')
const goBytes = await readFile(go)

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
})

async function program(name = 'main.wasm'): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, goBytes)
  return file
}

describe('unwasi component', () => {
  it('writes beside the input by default, and says so', async () => {
    const { code, stdout, stderr } = await unwasi(['component', await program()])
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain(path.join(folder, 'main.component.wasm'))
    expect((await readdir(folder)).toSorted()).toEqual(['main.component.wasm', 'main.wasm'])
    expect((await readFile(path.join(folder, 'main.component.wasm'))).subarray(0, 8)).toEqual(componentHeader)
  })

  it('takes options before and after the input', async () => {
    const file = await program()
    const out = path.join(folder, 'out.wasm')
    expect(await unwasi(['component', '-o', out, file])).toMatchObject({ code: 0 })
    const first = await readFile(out)
    expect(await unwasi(['component', file, `--output=${out}`])).toMatchObject({ code: 0 })
    expect((await readFile(out)).equals(first)).toBe(true)
  })

  it('refuses a program that starts with more than --max-memory', async () => {
    const file = await program()
    const out = path.join(folder, 'limited.wasm')
    const { code, stderr } = await unwasi(['component', '--max-memory=1000', file, '-o', out])
    expect(code).not.toBe(0)
    expect(stderr).toMatch(/\.wasm: the program starts with a memory of \d+ bytes, but option 'maxMemory' allows 1000/)
    expect((await unwasi(['component', '--max-memory=63k', file, '-o', out])).stderr).toContain("'maxMemory' allows 64512")
    for (const size of ['100000000', '10000K', '64m', '2G'])
      expect(await unwasi(['component', `--max-memory=${size}`, file, '-o', out])).toMatchObject({ code: 0 })
  })

  it('leaves out names with --strip all', async () => {
    await writeFile(path.join(folder, 'trap.wasm'), await trapping())
    for (const strip of ['none', 'all']) {
      const args = ['component', `--strip=${strip}`, 'trap.wasm', '-o', `${strip}.wasm`]
      expect(await unwasi(args, { cwd: folder })).toMatchObject({ code: 0 })
    }
    expect((await readFile(path.join(folder, 'none.wasm'))).includes('deepest')).toBe(true)
    expect((await readFile(path.join(folder, 'all.wasm'))).includes('deepest')).toBe(false)
  })

  it('merges the data segments of a Go program with --compact only', async () => {
    const file = await program()
    const out = path.join(folder, 'out.wasm')
    const sizes = []
    for (const option of [[], ['--compact']]) {
      expect(await unwasi(['component', ...option, file, '-o', out])).toMatchObject({ code: 0 })
      sizes.push((await readFile(out)).length)
    }
    expect(sizes[1]! - sizes[0]!).toBeGreaterThan(300_000)
    expect(await unwasi(['run', out, 'heap'])).toMatchObject({ code: 7 })
  })

  it('makes the folder of the output', async () => {
    await program()
    expect(await unwasi(['component', 'main.wasm', '-o', 'new/dir/out.wasm'], { cwd: folder })).toMatchObject({ code: 0 })
    expect((await readFile(path.join(folder, 'new/dir/out.wasm'))).subarray(0, 8)).toEqual(componentHeader)
  })

  it('writes to standard output with -o -, the same bytes', async () => {
    const file = await program()
    await unwasi(['component', file])
    const { code, stdout, stderr } = await unwasi(['component', file, '-o', '-'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.equals(await readFile(path.join(folder, 'main.component.wasm')))).toBe(true)
  })

  it('does not mind a reader that goes away', async () => {
    const { code, stderr } = await unwasi(['component', await program(), '-o', '-'], { hangUp: true })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('writes through a link, and does not replace a device', async () => {
    const file = await program()
    await writeFile(path.join(folder, 'target.wasm'), 'old')
    await symlink('target.wasm', path.join(folder, 'link.wasm'))
    expect(await unwasi(['component', file, '-o', path.join(folder, 'link.wasm')])).toMatchObject({ code: 0 })
    expect((await readFile(path.join(folder, 'target.wasm'))).subarray(0, 8)).toEqual(componentHeader)
    expect(await unwasi(['component', file, '-o', '/dev/null'])).toMatchObject({ code: 0 })
    expect(await readFile('/dev/null')).toHaveLength(0)
  })
})

describe('what cannot be converted exits with 1 and writes nothing', () => {
  it.each([
    ['text', Buffer.from('#!/bin/sh\n')],
    ['nothing', Buffer.alloc(0)],
    ['a truncated module', goBytes.subarray(0, 100_000)],
  ])('%s', async (_, bytes) => {
    const file = path.join(folder, 'bad.wasm')
    await writeFile(file, bytes)
    const { code, stdout, stderr } = await unwasi(['component', file])
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: .*bad\.wasm: .+\n {2}why: .+\n {2}fix: .+\n {2}see: https:.+\n$/)
    expect(await readdir(folder)).toEqual(['bad.wasm'])
  })

  it('names the file as the user did', async () => {
    await writeFile(path.join(folder, 'bad.wasm'), 'text')
    const { stderr } = await unwasi(['component', 'bad.wasm'], { cwd: folder })
    expect(stderr).toMatch(/^error: bad\.wasm: /)
  })

  it('an input that is the output too, by any name', async () => {
    const file = await program()
    await symlink('main.wasm', path.join(folder, 'link.wasm'))
    for (const out of ['main.wasm', './main.wasm', 'link.wasm']) {
      const { code, stderr } = await unwasi(['component', 'main.wasm', '-o', out], { cwd: folder })
      expect(code).toBe(1)
      expect(stderr).toContain(`error: ${out}: can't be written\n  why: It is the input itself.\n`)
    }
    expect((await readFile(file)).equals(goBytes)).toBe(true)
  })

  it('a component', async () => {
    await unwasi(['component', await program()])
    const { code, stderr } = await unwasi(['component', 'main.component.wasm', '-o', 'again.wasm'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: main\.component\.wasm: /)
    expect(await readdir(folder)).not.toContain('again.wasm')
  })
})

describe('files that cannot be read or written', () => {
  it.each([
    ['missing.wasm', 'There is no such file or directory.'],
    ['main.wasm/inside', 'A part of its path is not a directory.'],
  ])('input %s', async (name, why) => {
    await program()
    await mkdir(path.join(folder, 'directory'))
    const { code, stderr } = await unwasi(['component', name], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`^error: ${name}: can't be read\n {2}why: ${why}\n {2}fix: .+\n$`))
  })

  it.each([
    ['main.wasm/out.wasm', 'A part of its path is not a directory.'],
    ['main.wasm/new/out.wasm', 'A part of its path is not a directory.'],
  ])('output %s', async (name, why) => {
    await program()
    await mkdir(path.join(folder, 'directory'))
    const { code, stderr } = await unwasi(['component', 'main.wasm', '-o', name], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`^error: ${name}: can't be written\n {2}why: ${why}\n {2}fix: .+\n$`))
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['directory', 'main.wasm'])
  })
})

it('remarks on a library that works with pointers', async () => {
  const library = path.join(folder, 'lib.wasm')
  await writeFile(
    library,
    await assemble(`(module (memory (export "memory") 1)
      (func (export "malloc") (param i32) (result i32) (i32.const 8)) (func (export "use") (param i32)))`),
  )
  const { code, stderr } = await unwasi(['component', library])
  expect(code).toBe(0)
  expect(stderr).toMatch(/^note: In a component, .* it exports malloc\..*\nwrote /)
  expect((await unwasi(['inspect', library])).stdout.toString()).toMatch(/notes\n.*it exports malloc/)
})

import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { run, temporaryFolder } from './cli.js'
import { likeAnyProgram } from './programs.js'
import { trapping } from './wat.js'

const go = fixturePath('go')
const c = fixturePath('c')

describe('unwasi run', () => {
  it('gives the program everything that follows it, including options', async () => {
    const { code, stdout } = await run([go, 'args', '--dir', '-o', '--', '--help', 'ä b', ''])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '--dir\n-o\n--\n--help\nä b\n\n' })
  })

  it('accepts -- before the program as the end of the command’s options', async () => {
    expect(await run(['--', go, 'args', 'x'])).toMatchObject({ code: 0, stdout: 'x\n' })
  })

  it.each([0, 1, 2, 7, 255])('exits with the program’s code: %i', async (code) => {
    expect(await run([go, 'exit', String(code)])).toMatchObject({ code, stderr: '' })
  })

  likeAnyProgram(() => go)

  it('reports no terminal where there is none', async () => {
    const { stdout, stderr } = await run([go, 'color'])
    expect(stdout + stderr).not.toContain('terminal=true')
  })

  it('shows only the given variables', async () => {
    const env = { SECRET: 'x', PASSED: 'on', EMPTY: '' }
    expect(await run([go, 'env'], { env })).toMatchObject({ code: 0, stdout: '' })
    const args = ['--env', 'A=1=2', '--env=PASSED', '--env', 'EMPTY', '--env', 'NOT_SET_HERE', '--env', 'B=']
    expect(await run([...args, go, 'env'], { env })).toMatchObject({ code: 0, stdout: 'A=1=2\nB=\nEMPTY=\nPASSED=on\n' })
  })

  it('uses the last of two values of a variable', async () => {
    expect(await run(['--env', 'A=1', '--env', 'A=2', go, 'env'])).toMatchObject({ stdout: 'A=2\n' })
  })
})

describe('unwasi run --dir', () => {
  it('gives access to no file without it', async () => {
    const folder = await temporaryFolder()
    const { code, stderr } = await run([go, 'file', '/'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).not.toBe('')
    expect(await readdir(folder)).toEqual([])
  })

  it('gives access to a host directory under another name, and to nothing beside it', async () => {
    const folder = await temporaryFolder()
    await mkdir(path.join(folder, 'given'))
    await writeFile(path.join(folder, 'secret.txt'), 'secret')
    const { code, stdout, stderr } = await run(['--dir', `${path.join(folder, 'given')}::/data`, go, 'file', '/data'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('a.txt: "hello\\n"')
    expect(await readdir(path.join(folder, 'given'))).toEqual([])
    expect(await run(['--dir', `${path.join(folder, 'given')}::/data`, go, 'file', '/data/..'])).toMatchObject({ code: 1 })
  })

  it('gives access to a directory under its own name by default', async () => {
    const folder = await temporaryFolder()
    expect(await run(['--dir', '.', c, 'file', 'made.txt'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' })
    expect(await run([`--dir=${folder}`, go, 'file', folder])).toMatchObject({ code: 0, stderr: '' })
  })

  it.each(['.', './', './below', '../given', './/.'])('--dir %s is the working directory of a Go program', async (name) => {
    const folder = path.join(await temporaryFolder(), 'given')
    await mkdir(path.join(folder, 'below'), { recursive: true })
    for (const where of ['', path.resolve(folder, name)]) {
      expect(await run(['--dir', name, go, 'file', path.join(where, 'made')], { cwd: folder })).toMatchObject({
        stderr: expect.stringMatching(/No such file/),
      })
      await mkdir(path.join(path.resolve(folder, name), 'made'))
      expect(await run(['--dir', name, go, 'file', path.join(where, 'made')], { cwd: folder })).toMatchObject({
        code: 0,
        stderr: '',
      })
      await rmdir(path.join(path.resolve(folder, name), 'made'))
    }
    expect(await run(['--dir', name, c, 'file', path.join(name, 'made.txt')], { cwd: folder })).toMatchObject({
      code: 0,
      stderr: '',
    })
    // What lies above stays closed.
    expect(await run(['--dir', name, go, 'file', '..'], { cwd: folder })).toMatchObject({ code: 1 })
  })

  it('a directory that is given under its absolute path, too, is there once', async () => {
    const folder = await temporaryFolder()
    expect(await run(['--dir', '.', `--dir=${folder}/`, go, 'file', folder], { cwd: folder })).toMatchObject({
      code: 0,
      stderr: '',
    })
  })

  it('accepts trailing slashes, as shells complete them, and unusual names', async () => {
    const folder = await temporaryFolder()
    expect(await run([`--dir=${folder}/`, go, 'file', folder])).toMatchObject({ code: 0, stderr: '' })
    expect(await run(['--dir=.::/data/', go, 'file', '/data'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' })
    expect(await run(['--dir=.::__proto__', c, 'file', '__proto__/made.txt'], { cwd: folder })).toMatchObject({
      code: 0,
      stderr: '',
    })
  })

  it('keeps the working directory in PWD, which go test -exec needs', async () => {
    const folder = await temporaryFolder()
    expect(await run(['--dir=/', '--env', 'PWD', go, 'file', '.'], { cwd: folder, env: { PWD: folder } })).toMatchObject({
      code: 0,
      stderr: '',
    })
  })

  it.each([
    ['nowhere', "error: nowhere: can't be given to the program"],
    ['plain.txt', "error: plain.txt: can't be given to the program"],
  ])('names a path that is not a directory: %s', async (name, message) => {
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, 'plain.txt'), 'text')
    const { code, stdout, stderr } = await run(['--dir', name, go, 'args', 'x'], { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(message)
  })

  it.each([
    [['--dir', '::/x'], "--dir '::/x' is not HOST or HOST::GUEST"],
    [['--dir', '/::/x', '--dir', '/tmp::/x'], '--dir: two directories for the guest path /x'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run([...args, go])
    expect(code).toBe(2)
    expect(stderr).toContain(`error: ${message}\n`)
  })
})

describe('unwasi run --trace', () => {
  it('reports each call on standard error and leaves standard output alone', async () => {
    const { code, stdout, stderr } = await run(['--trace', go, 'args', 'x'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'x\n' })
    expect(stderr).toMatch(/^args_get\(.*\) = success( |$)/m)
    expect(stderr).toMatch(/^fd_write\(fd=1, .*\) = success nwritten=\d+$/m)
  })

  it('is off without it', async () => {
    expect(await run([go, 'args', 'x'])).toMatchObject({ stderr: '' })
  })
})

describe('a program that traps', () => {
  it('exits with 134 and shows its stack', async () => {
    const file = path.join(await temporaryFolder(), 'trap.wasm')
    await writeFile(file, await trapping())
    const { code, stdout, stderr } = await run([file])
    expect({ code, stdout }).toEqual({ code: 134, stdout: '' })
    expect(stderr).toMatch(/^trap\.wasm: unreachable\n {4}in deepest\n {4}in middle\n/)
  })
})

describe('limits', () => {
  it('ends a program that takes more memory than it may', async () => {
    const { code, stdout, stderr } = await run(['--max-memory', '64K', go, 'args', 'x'])
    expect({ code, stdout }).toEqual({ code: 137, stdout: '' })
    expect(stderr).toMatch(/^go\.wasm has \d+ bytes of memory\n {2}why: Option 'maxMemory' allows 65536\.\n/)
    expect(await run(['--max-memory', '1G', go, 'args', 'x'])).toMatchObject({ code: 0, stdout: 'x\n' })
  })

  it('refuses to open more descriptors than allowed', async () => {
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, 'a.txt'), 'a')
    const { code, stderr } = await run(['--max-handles', '4', '--dir', `${folder}::/data`, go, 'file', '/data'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/too many open files/i)
  })
})

describe('an input that is not a program', () => {
  it('names a missing file', async () => {
    const { code, stderr } = await run(['missing.wasm'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: missing\.wasm: can't be read\n {2}why: There is no such file or directory\.\n {2}fix: .+\n$/)
  })

  it('explains what it is instead', async () => {
    const file = path.join(await temporaryFolder(), 'text.wasm')
    await writeFile(file, '#!/bin/sh\n')
    const { code, stdout, stderr } = await run([file])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: .*text\.wasm: .*not a WebAssembly file\n {2}why: .+\n {2}fix: .+\n {2}see: .+#not_wasm\n$/)
  })

  it('says that a library has nothing to run', async () => {
    const { code, stdout, stderr } = await run([fixturePath('library-pure')])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: .*library-pure\.wasm: .*library.*\n {2}why: .+\n {2}fix: .+\n$/)
  })
})

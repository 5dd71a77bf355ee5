import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterEach, describe, expect, test, vi } from 'vitest'

import { isAtLeast, isInstalled } from '../src/installed.js'

const folders: string[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A folder in PATH, and nothing else in it, with scripts that answer to any arguments. */
function onlyInstalled(commands: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'installed-'))
  folders.push(folder)
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(path.join(folder, name), 0o755)
  }
  vi.stubEnv('PATH', folder)
  vi.stubEnv('WASI_SDK_PATH', undefined)
  vi.stubEnv('WASI_SYSROOT', undefined)
  return folder
}

test.each([
  ['go version go1.26.8 linux/amd64', true],
  ['go version go1.21 windows/amd64', true],
  ['go version go1.20.14 linux/amd64', false],
  ['go version devel go1.27-abcdef Mon', true],
  ['go version go2.0 linux/amd64', true],
  ['', false],
  [undefined, false],
])('%j is Go 1.21 or later: %j', (text, expected) => {
  expect(isAtLeast(text, 1, 21)).toBe(expected)
})

describe.skipIf(process.platform === 'win32')('with commands in PATH', () => {
  test.each(['go', 'tinygo', 'rust', 'zig'] as const)('%s is missing where there is no command', async (name) => {
    onlyInstalled({})
    expect(await isInstalled(name)).toBe(false)
  })

  test.each([
    ['go', { go: 'echo go version go1.21.0 linux/amd64' }, true],
    ['go', { go: 'echo go version go1.20.0 linux/amd64' }, false],
    ['go', { go: 'exit 1' }, false],
    ['tinygo', { tinygo: "echo 'tinygo version 0.39.0 linux/amd64 (using go version go1.25.0)'" }, true],
    ['tinygo', { tinygo: "echo 'tinygo version 0.34.0 linux/amd64 (using go version go1.25.0)'" }, false],
    ['zig', { zig: '' }, true],
    ['zig', { python3: '' }, true],
    ['zig', { python3: 'exit 1' }, false],
    ['c', { zig: '' }, true],
  ] as const)('%s with %j: %j', async (name, commands, expected) => {
    onlyInstalled(commands)
    expect(await isInstalled(name)).toBe(expected)
  })

  test('Rust needs the library for WASI, and cargo', async () => {
    const folder = onlyInstalled({ rustc: 'echo "${0%/*}/lib"', cargo: '' })
    expect(await isInstalled('rust')).toBe(false)
    mkdirSync(path.join(folder, 'lib'))
    expect(await isInstalled('rust')).toBe(true)
  })

  test('WASI_SDK_PATH decides about C, right or wrong', async () => {
    const folder = onlyInstalled({ zig: '' })
    vi.stubEnv('WASI_SDK_PATH', folder)
    expect(await isInstalled('c')).toBe(false)
    mkdirSync(path.join(folder, 'share/wasi-sysroot'), { recursive: true })
    expect(await isInstalled('c')).toBe(true)
  })
})

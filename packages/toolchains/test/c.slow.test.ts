import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { build, errorOf, exportsOf, folder, isMissing, outputOf, programOf, project, watched } from './harness.js'

const files = {
  'main.c': `#include <stdio.h>
#include "lib.h"
int main(void) { int unused; printf("%d\\n", add(WORD, 2)); return 0; }
`,
  'lib.c': '#include "lib.h"\nint add(int a, int b) { return a + b; }\n',
  'lib.h': 'int add(int, int);\n',
}

// Debian's packages clang, lld, wasi-libc, libclang-rt-dev-wasm32 and libc++-dev-wasm32.
const debian = ['--target=wasm32-wasi', '-x', 'c', '-o', path.join(folder, 'probe.wasm'), probe()]

function probe(): string {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'probe.c')
  writeFileSync(file, '#include <stdio.h>\nint main(void) { puts(""); return 0; }\n')
  return file
}

describe.skipIf(isMissing('clang with wasi-libc', 'clang', debian))('C and C++ with clang', () => {
  // Without it, the tests would be those of zig, where that is installed.
  const env = { PATH: '/usr/bin:/bin' }

  test('builds a list of files, and watches their headers', async () => {
    const base = project('c list', { ...files, 'main.c': `#include <linked.h>\n${files['main.c']}` })
    // A package of the same workspace, as package managers link it.
    const linked = project('c linked', { 'linked.h': '' })
    mkdirSync(path.join(base, 'node_modules'))
    symlinkSync(linked, path.join(base, 'node_modules', 'linked'), 'junction')
    const options = { env, c: { files: ['lib.c'], flags: ['-Wall', '-DWORD=40', '-Inode_modules/linked'] } }
    const outcome = await build(path.join(base, 'main.c'), { options })
    expect(outputOf(outcome)).toBe('42\n')
    expect(watched(outcome, base)).toEqual(['../c linked/linked.h', 'lib.c', 'lib.h', 'main.c'])
    expect(outcome.warnings).toMatchObject([
      { severity: 'warning', file: path.join(base, 'main.c'), line: 4, column: 22, message: expect.stringContaining('unused') },
    ])
    const stripped = await build(path.join(base, 'main.c'), { options, production: true })
    expect(outputOf(stripped)).toBe('42\n')
    expect(programOf(stripped).length).toBeLessThan(programOf(outcome).length)
  })

  test('builds a reactor where functions are exported', async () => {
    const base = project('c reactor', {
      'lib.c': '__attribute__((export_name("add"))) int add(int a, int b) { return a + b; }\n',
    })
    const outcome = await build(path.join(base, 'lib.c'), { options: { env } })
    expect(exportsOf(outcome)).toEqual(expect.arrayContaining(['_initialize', 'add']))
  })

  test('builds files whose names look like options', async () => {
    const base = project('names', { '-x.c': 'int main(void) { return 0; }', '@y.c': 'int main(void) { return 0; }', 'y.c': '-x' })
    expect((await build(path.join(base, '-x.c'))).result).toMatchObject({ name: '-x' })
    expect((await build(path.join(base, '@y.c'))).result).toMatchObject({ name: '_y' })
  })

  test('builds C++', async () => {
    const base = project('c++', {
      'main.cpp': '#include <cstdio>\n#include <string>\nint main() { std::string s = "C++"; std::puts(s.c_str()); }\n',
    })
    expect(outputOf(await build(base, { options: { env } }))).toBe('C++\n')
  })

  test('reports errors of the compiler and of the linker, and recovers', async () => {
    const base = project('c errors', {
      'main.c': '#include "later.h"\nint main(void) { const char *s = "ä"; return nothing(s); }\n',
    })
    const missing = await build(path.join(base, 'main.c'), { options: { env } })
    expect(errorOf(missing).diagnostics).toMatchObject([{ line: 1, column: 10, message: "'later.h' file not found" }])
    expect(missing.folders).toEqual([base])
    project('c errors', { 'later.h': 'int nothing(int);\n#error stop\n' })
    const stopped = await build(path.join(base, 'main.c'), { options: { env } })
    expect(errorOf(stopped).diagnostics).toMatchObject([{ file: path.join(base, 'later.h'), line: 2, column: 2 }])
    project('c errors', { 'later.h': 'int nothing(const char *);\n' })
    const unlinked = await build(path.join(base, 'main.c'), { options: { env } })
    expect(errorOf(unlinked).message).toMatch(/undefined symbol: nothing/)
    expect(watched(unlinked, base)).toEqual(['later.h', 'main.c'])
    project('c errors', { 'later.h': 'static int nothing(const char *s) { return !s; }\n' })
    expect(outputOf(await build(path.join(base, 'main.c'), { options: { env } }))).toBe('')
  })
})

describe('C without a compiler', () => {
  test('says what to install', async () => {
    const base = project('c missing', files)
    await expect(
      build(path.join(base, 'main.c'), { options: { env: { PATH: folder, WASI_SDK_PATH: '' } } }),
    ).rejects.toMatchObject({
      code: 'NO_TOOLCHAIN',
      fix: expect.stringContaining('pip install ziglang'),
    })
    const env = { WASI_SDK_PATH: path.join(folder, 'no-sdk') }
    await expect(build(path.join(base, 'main.c'), { options: { env } })).rejects.toMatchObject({
      code: 'NO_TOOLCHAIN',
      why: expect.stringContaining('no-sdk'),
    })
  })
})

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { temporaryFolder, unwasi } from './cli.js'

const go = fixturePath('go')

describe('unwasi inspect', () => {
  it('reports what a program is', async () => {
    const { code, stdout, stderr } = await unwasi(['inspect', go])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const text = stdout.toString()
    expect(text).toMatch(/^ {2}kind +a command/m)
    expect(text).toMatch(/^ {2}built by +Go 1\./m)
    expect(text).toMatch(/^ {2}converts +yes$/m)
    expect(text).toMatch(/^ {2}exit code +proc_exit$/m)
    // Output that does not go to a terminal has no colours and no trailing blanks.
    expect(text).not.toContain('\u001B')
    expect(text).not.toMatch(/[ \t]$/m)
  })

  it('prints JSON', async () => {
    const { code, stdout } = await unwasi(['inspect', '--json', go])
    expect(code).toBe(0)
    expect(JSON.parse(stdout.toString())).toMatchObject({ file: go, kind: 'command', converts: true, toolchain: { name: 'Go' } })
  })

  it('says why a module does not convert, and what to do', async () => {
    const file = path.join(await temporaryFolder(), 'empty.wasm')
    await writeFile(file, Buffer.from('0061736d01000000', 'hex'))
    const { code, stdout } = await unwasi(['inspect', file])
    expect(code).toBe(0)
    expect(stdout.toString()).toMatch(/^ {2}converts +no: .+\n {2}why +.+\n {2}fix +.+\n {2}see +https:.+$/m)
  })

  it.runIf(existsSync('/dev/full'))('reports that its output could not be written', async () => {
    const bin = fileURLToPath(new URL('../../packages/cli/bin/unwasi.js', import.meta.url))
    const { status, stderr } = spawnSync('sh', ['-c', '"$0" "$@" >/dev/full', process.execPath, bin, 'inspect', go])
    expect(status).toBe(1)
    expect(stderr.toString()).toMatch(
      /^error: standard output: can't be written\n {2}why: There is no space left on the device\.\n {2}fix: .+\n$/,
    )
  })

  it('fails on input that is not WebAssembly', async () => {
    const file = path.join(await temporaryFolder(), 'text.wasm')
    await writeFile(file, 'text')
    const { code, stdout, stderr } = await unwasi(['inspect', file])
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: .*text\.wasm: .+\n {2}why: .+\n {2}fix: .+\n {2}see: .+#not_wasm\n$/)
  })
})

import { expect, it } from 'vitest'

import { run, unwasi } from './cli.js'

/** Tests of `unwasi run` with the Go fixture, as a module or as a component. */
export function likeAnyProgram(go: () => string): void {
  it('runs a program whose heap the official adapter would overwrite', async () => {
    const { code, stdout } = await run([go(), 'heap'])
    expect(stdout).toMatch(/^heap ok /)
    expect(code).toBe(7)
  })

  it('passes standard input, output and error through, byte by byte', async () => {
    const stdin = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) % 256)
    const { code, stdout, stderr } = await unwasi(['run', go(), 'cat'], { stdin })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.equals(stdin)).toBe(true)
    expect(await run([go(), 'stderr', 'careful'])).toEqual({ code: 0, stdout: '', stderr: 'careful\n' })
  })

  it('ends it after --timeout, whatever it waits for', async () => {
    expect(await run(['--timeout', '0.3', go(), 'sleep', '3600000'])).toEqual({
      code: 124,
      stdout: '',
      stderr: expect.stringMatching(/took too long\n {2}why: Option 'timeout' allows 300 ms\.\n {2}fix: /),
    })
    const reading = await run(['--timeout=2', go(), 'cat'], { stdin: 'some input', leaveOpen: true })
    expect(reading).toMatchObject({ code: 124, stdout: 'some input' })
    expect(await run(['--timeout=3600', go(), 'exit', '3'])).toMatchObject({ code: 3, stderr: '' })
  })
}

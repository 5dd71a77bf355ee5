import { readFile } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import { unwasi } from './cli.js'

const commands = ['run', 'component', 'transpile', 'inspect']

describe('help and version', () => {
  it('lists the commands', async () => {
    const { code, stdout } = await unwasi(['--help'])
    expect(code).toBe(0)
    for (const command of commands) expect(stdout.toString()).toMatch(new RegExp(`^  ${command} `, 'm'))
  })

  it.each(commands)('explains %s', async (command) => {
    const { code, stdout, stderr } = await unwasi([command, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.toString()).toContain(`Usage: unwasi ${command} [options] `)
  })

  it('prints the version of the package', async () => {
    const manifest: unknown = JSON.parse(await readFile(new URL('../../packages/cli/package.json', import.meta.url), 'utf8'))
    const { stdout } = await unwasi(['--version'])
    expect(manifest).toMatchObject({ version: stdout.toString().trim() })
  })
})

it('help for a command can be requested in two ways', async () => {
  const { code, stdout } = await unwasi(['help', 'run'])
  expect(code).toBe(0)
  expect(stdout.toString()).toBe((await unwasi(['run', '--help'])).stdout.toString())
})

describe('bad usage exits with 2, and says what is wrong and where the help is', () => {
  it.each([
    [[], 'no command given', 'unwasi --help'],
    [['frobnicate'], "unknown command 'frobnicate'", 'unwasi --help'],
    [['main.wasm'], "unknown command 'main.wasm'; to run the program: unwasi run main.wasm", 'unwasi --help'],
    [['--frob'], 'unknown option --frob', 'unwasi --help'],
    [['component'], 'no input file given', 'unwasi component --help'],
    [['component', 'a.wasm', 'b.wasm'], "unexpected argument 'b.wasm'", 'unwasi component --help'],
    [['component', '--frob', 'a.wasm'], 'unknown option --frob', 'unwasi component --help'],
    [['component', 'a.wasm', '-o'], '-o needs a value: OUT', 'unwasi component --help'],
    [['component', 'a.wasm', '-o', ''], '-o needs a value: OUT', 'unwasi component --help'],
    [['component', ''], 'no input file given', 'unwasi component --help'],
    [['run', ''], 'no input file given', 'unwasi run --help'],
    [['component', 'a.wasm', '-o', 'x', '-o', 'y'], '--output is given 2 times', 'unwasi component --help'],
    [['component', 'a.wasm', '--constructor'], 'unknown option --constructor', 'unwasi component --help'],
    [['component', '--strip', 'some', 'a.wasm'], "--strip is 'some', not one of none, debug, all", 'unwasi component --help'],
    [['inspect', '--json=yes', 'a.wasm'], '--json takes no value', 'unwasi inspect --help'],
    [['transpile', 'a.wasm'], 'no output folder given: -o DIR', 'unwasi transpile --help'],
    [['run'], 'no input file given', 'unwasi run --help'],
    [['run', '--env', '=x', 'a.wasm'], "--env '=x' has no name", 'unwasi run --help'],
    [['run', '--frob', 'a.wasm'], 'unknown option --frob', 'unwasi run --help'],
    [['run', '--max-memory', '1M', '--max-memory', '2M', 'a.wasm'], '--max-memory is given 2 times', 'unwasi run --help'],
    [['run', '--max-handles', '1.5', 'a.wasm'], "--max-handles '1.5' is not a whole number", 'unwasi run --help'],
    ...['0', '0.0', '-1', '1s', 'soon', '1e3', '.'].map((time): [string[], string, string] => [
      ['run', `--timeout=${time}`, 'a.wasm'],
      `--timeout '${time}' is not a number of seconds above 0, such as 10 or 0.5`,
      'unwasi run --help',
    ]),
    ...['run', 'component', 'transpile'].flatMap((command) =>
      ['1T', '-1', '0', '0K', '1.5M', '64 M', '8388608G'].map((size): [string[], string, string] => [
        [command, `--max-memory=${size}`, 'a.wasm', ...(command === 'transpile' ? ['-o', 'o'] : [])],
        `--max-memory '${size}' is not a size above 0, such as 65536, 512K, 64M or 2G`,
        `unwasi ${command} --help`,
      ]),
    ),
  ])('unwasi %j', async (args, message, help) => {
    const { code, stdout, stderr } = await unwasi(args)
    expect({ code, stdout: stdout.toString(), stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${message}\ntry '${help}'\n`,
    })
  })
})

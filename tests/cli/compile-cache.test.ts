import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import module from 'node:module'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { temporaryFolder } from '../bundlers/harness/project.js'
import { run } from './cli.js'

const supported = 'enableCompileCache' in module

/** Runs a program with `caches` as the folder of the user's caches, and returns what Node has put there. */
async function kept(caches: string, env: Record<string, string> = {}): Promise<string[]> {
  const outcome = await run([fixturePath('hello')], { env: { XDG_CACHE_HOME: caches, ...env } })
  expect(outcome).toEqual({ code: 0, stdout: 'hello from wat\n', stderr: '' })
  const folder = path.join(caches, 'unwasi', 'node')
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
}

describe('the code that Node compiled', () => {
  test('is kept in the user’s cache folder, if Node can do that', async () => {
    const files = await kept(path.join(temporaryFolder('caches'), 'new', 'folder'))
    expect(files.length > 0).toBe(supported)
  })

  test('is not kept if the user does not want that', async () => {
    expect(await kept(temporaryFolder('caches'), { NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual([])
  })

  test('is not kept in a folder that other users can write to', async () => {
    const caches = temporaryFolder('caches')
    const folder = path.join(caches, 'unwasi', 'node')
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o777)
    // Windows has no such modes.
    expect((await kept(caches)).length > 0).toBe(supported && process.platform === 'win32')
  })

  test('is not kept, and nothing fails, where there can be no folder', async () => {
    const file = path.join(temporaryFolder('caches'), 'file')
    writeFileSync(file, '')
    expect(await kept(path.join(file, 'caches'))).toEqual([])
  })

  test.skipIf(!existsSync('/proc'))('is not kept in /proc, where no folder can be made', async () => {
    expect(await kept('/proc/caches')).toEqual([])
  })
})

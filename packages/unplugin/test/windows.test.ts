import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { parseRequest, toId } from '../src/ids.js'
import { resolveOptions } from '../src/options.js'

vi.mock('node:path', async (original) => ({ default: (await original<typeof import('node:path')>()).win32 }))

describe('on Windows', () => {
  const platform = process.platform
  beforeAll(() => void Object.defineProperty(process, 'platform', { value: 'win32' }))
  afterAll(() => void Object.defineProperty(process, 'platform', { value: platform }))

  test.each(['C:\\p\\main.wasm', 'C:/p/main.wasm', '\\\\server\\share\\main.wasm', 'c:\\50 %\\# main.wasm'])(
    'an id keeps the path %s',
    (path) => {
      const id = toId({ path, preview2: true, worker: false, url: false, inline: false })
      expect(parseRequest(id)).toEqual({ path, preview2: true, worker: false, url: false, inline: false })
    },
  )

  test.each([
    ['guests/*.wasm', true],
    ['guests\\*.wasm', true],
    ['.\\guests\\main.wasm', true],
    ['C:\\p\\guests\\*.wasm', true],
    ['C:/p/guests/*.wasm', true],
    ['c:/P/**/*.WASM', true],
    ['D:/p/guests/*.wasm', false],
    ['\\\\server\\share\\*.wasm', false],
    [/guests\/main\.wasm$/, true],
  ])('include: %s', (include, claimed) => {
    for (const file of ['C:\\p\\guests\\main.wasm', 'C:/p/guests/main.wasm']) {
      expect(resolveOptions({ include }).claims(file)).toBe(claimed)
    }
  })

  test('a pattern may name a share', () => {
    const { claims } = resolveOptions({ include: '\\\\server\\share\\*.wasm' })
    expect(claims('\\\\server\\share\\main.wasm')).toBe(true)
    expect(claims('\\\\other\\share\\main.wasm')).toBe(false)
  })
})

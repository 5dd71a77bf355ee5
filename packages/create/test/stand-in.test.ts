import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'
import wabt from 'wabt'

import { standIn } from '../src/project/stand-in.js'

test('the stand-in is what stand-in.wat says', async () => {
  const module = (await wabt()).parseWat('stand-in.wat', readFileSync(new URL('../stand-in.wat', import.meta.url), 'utf8'))
  const assembled = Buffer.from(module.toBinary({}).buffer).toString('base64')
  module.destroy()
  expect(Buffer.from(standIn()).toString('base64')).toBe(assembled)
})

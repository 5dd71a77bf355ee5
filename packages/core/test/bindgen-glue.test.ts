import { expect, test } from 'vitest'

import { secured } from '../src/toolchain/bindgen/glue.js'

test('known patterns are changed', () => {
  expect(secured('a\n  throw new ComponentError(x.y(1));\n  const d = new TextDecoder();\n')).toBe(
    'a\n  throw instantiateCore.answer(new ComponentError(x.y(1)));\n  const d = instantiateCore.decoder();\n',
  )
})

test.each([
  ['a copy', 'x = memory0.buffer.slice(start, end);\n'],
  ['a finalizer', 'new FinalizationRegistry((handle) => drop(handle));\n'],
  ['a list', 'var result1 = new Array();\nfor (let i = 0; i < len1; i++) {\n  const base = base1 + i * 8;\n'],
  ['a call', '_debugLog(\'[iface="f"][Instruction::CallWasm] enter\', {});\nret = exports0F();\n'],
])('%s in an unknown form is refused', (_, glue) => {
  expect(() => secured(glue)).toThrow(/glue has an unexpected form: 0 of 1 places/)
})

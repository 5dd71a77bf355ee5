import { expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { bindings } from '../src/toolchain/bindgen.js'
import { withoutDebugLog } from '../src/toolchain/bindgen/debug.js'
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

const DECLARED = `  const _debugLog = (...args) => {
    if (!globalThis?.process?.env?.JCO_DEBUG) { return; }
    console.debug(...args);
  };
`

test.each([
  ['a statement', 'f(); _debugLog("a", { b: [c(1)] }); g();', 'f();  g();'],
  ['the only statement', '() => { _debugLog("a"); }', '() => {  }'],
  ['brackets in strings', `x; _debugLog(")", ')\\')', "\\")"); g();`, 'x;  g();'],
  ['brackets in a template literal', 'x; _debugLog(`)${f(`)${1}`)})`, {}); g();', 'x;  g();'],
  ['brackets in comments', 'x; _debugLog(1, // )\n2 /* ) */); g();', 'x;  g();'],
  ['a message inside a message', 'x; _debugLog(() => { _debugLog(1); }); g();', 'x;  g();'],
  ['a condition', 'if (x) _debugLog("a"); else g();', 'if (x) void 0; else g();'],
  ['an argument', 'f(_debugLog("a"), 1);', 'f(void 0, 1);'],
  ['a mention in a comment or a string', '// _debugLog(1);\nf("_debugLog(2)");', '// _debugLog(1);\nf("_debugLog(2)");'],
])('debug messages are left out: %s', (_, glue, left) => {
  expect(withoutDebugLog(DECLARED + glue)).toBe(left)
})

test.each([
  ['no declaration', 'f();'],
  ['another declaration', DECLARED.replace('JCO_DEBUG', 'DEBUG')],
  ['a use that is not a call', `${DECLARED}const log = _debugLog;`],
  ['a bracket without an end', `${DECLARED}_debugLog(1;`],
  ['a template literal without an end', `${DECLARED}\`a\${1}`],
])('debug messages in an unknown form are refused: %s', (_, glue) => {
  expect(() => withoutDebugLog(glue)).toThrow(/^The glue /)
})

test('the glue of a component looks for no debug variable and calls no debug function', async () => {
  const { glue } = await bindings(fixture('p2-typed'))
  expect(glue).toContain('instantiate(')
  expect(glue).not.toMatch(/JCO_DEBUG|console\.debug|^\s*_debugLog/m)
})

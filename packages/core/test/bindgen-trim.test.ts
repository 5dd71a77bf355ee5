import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { FolderCache } from '../src/platform/cache.js'
import { bindings } from '../src/toolchain/bindgen.js'
import { trimmed } from '../src/toolchain/bindgen/trim.js'

const DECLARED = `  const _debugLog = (...args) => {
    if (!globalThis?.process?.env?.JCO_DEBUG) { return; }
    console.debug(...args);
  };
`

test.each([
  ['a statement', 'f(); _debugLog("a", { b: [c(1)] }); g();', 'f(); g();'],
  ['the only statement', '() => { _debugLog("a"); }', '() => { }'],
  ['brackets in strings', `x; _debugLog(")", ')\\')', "\\")"); g();`, 'x; g();'],
  ['brackets in a template literal', 'x; _debugLog(`)${f(`)${1}`)})`, {}); g();', 'x; g();'],
  ['brackets in comments', 'x; _debugLog(1, // )\n2 /* ) */); g();', 'x; g();'],
  ['a message inside a message', 'x; _debugLog(() => { _debugLog(1); }); g();', 'x; g();'],
  ['a condition', 'if (x) _debugLog("a"); else g();', 'if (x) void 0; else g();'],
  ['an argument', 'f(_debugLog("a"), 1);', 'f(void 0, 1);'],
  ['a mention in a comment or a string', '// _debugLog(1);\nf("_debugLog(2)");', '// _debugLog(1);\nf("_debugLog(2)");'],
  ['steps of a task', 'x; task.resolve([{ a: f() }]); task.exit(); return { a: f() };', 'x; return { a: f() };'],
])('what only helps to debug or to wait is left out: %s', (_, glue, left) => {
  expect(trimmed(DECLARED + glue)).toBe(left)
})

/** The glue of a component as jco writes it, with the parts that are of interest here. */
const whole = (text: string) => `function instantiate() {
${DECLARED}${text}
}`

test.each([
  ['a function', 'function f() { return 1; }'],
  ['an async function', 'async function f() { await 1; }'],
  ['a class', 'class F extends Array { f() {} }'],
  ['a constant', 'const f = new Map([[1, { a: () => { g(); } }]]);'],
])('%s that nothing uses is left out', (_, helper) => {
  const left = (use: string) => trimmed(whole(`${helper} const h = () => 1; let gen = () => { ${use} };`))
  expect(left('')).not.toContain(helper)
  expect(left('x.f(); x?.F;')).not.toContain(helper)
  expect(left('h();')).not.toContain(helper)
  expect(left('f(); new F();')).toContain(helper)
  expect(left('g(...f, ...F);')).toContain(helper)
})

test('what only unused functions and debug messages use is left out', () => {
  const text = trimmed(
    whole('function a() { b(); } function b() { a(); } function c() { d(); } function d() {} _debugLog(a); c();'),
  )
  expect(text).not.toMatch(/\b[ab]\(/)
  expect(text).toMatch(/function c\(\) \{ d\(\); \} function d\(\)/)
})

test("a function of the component is not taken for a helper of the same name, and a method's name hides nothing", () => {
  const left = (text: string) => trimmed(whole(`function helper() { waiting(); } let gen = () => { ${text} };`))
  expect(left('function helper(arg0) {} return { helper };')).not.toContain('waiting')
  expect(left('A.prototype.helper = function helper(arg0) {}; return helper();')).toContain('waiting')
})

test.each([
  ['no declaration of messages', (glue: string) => glue.replace('const _debugLog', 'const log')],
  ['another declaration of messages', (glue: string) => glue.replace('JCO_DEBUG', 'DEBUG')],
  ['a use of messages that is not a call', (glue: string) => glue.replace('task.exit();', 'const log = _debugLog;')],
  ['a bracket without an end', (glue: string) => glue.replace('task.exit();', 'task.exit(;')],
  ['a template literal without an end', (glue: string) => glue.replace('task.exit();', '`a${1}')],
  ['a function for an import that the host does not replace', (glue: string) => glue.replace('[symbolCabiLower](', '[lower](')],
  ['a function without a name', (glue: string) => glue.replace('_trampoline0.fnName', 'add.fnName')],
  ['a task', (glue: string) => glue.replace('task.exit();', 'task.suspend();')],
  ['an async call', (glue: string) => glue.replace('return ret >>> 0;', 'return getCurrentTask(0);')],
  ['an async allocator', (glue: string) => glue.replace('return ret >>> 0;', 'return realloc0Async(0);')],
])('glue in an unknown form is refused: %s', (_, change) => {
  const glue = whole(`
  function getCurrentTask(componentIdx) { return 1; }
  class AsyncTask { async enter() { getCurrentTask(0); } }
  function createNewCurrentTask(args) { return [new AsyncTask(args), 1]; }
  let gen = (function* _initGenerator () {
    const _trampoline0 = function() { getCurrentTask(2); return 1; }
    _trampoline0.fnName = 'f';
    function add(a) {
      task.exit();
      return ret >>> 0;
    }
    let trampoline0 = _trampoline0.async ? getCurrentTask(3) : 0;
    if (getStdout[symbolCabiLower]) trampoline0 = getStdout[symbolCabiLower]({});
    return { add };
  })();`)
  expect(trimmed(glue)).not.toMatch(/getCurrentTask|AsyncTask|task/)
  expect(() => trimmed(change(glue))).toThrow(/^The glue has an unexpected form: |^The glue has a /)
})

test('the glue of a component has no code for async calls, no messages, and no functions in place of the host', async () => {
  const { glue } = await bindings(fixture('p2-typed'), new FolderCache(false))
  expect(glue).not.toMatch(/\basync\b|Async|class (Waitable|FutureValue)|_lowerImportBackwardsCompat|_trampoline|\btask\./)
  expect(glue).not.toMatch(/JCO_DEBUG|console\.debug|_debugLog|WebAssembly\.promising|_jcoMaySuspend|unexpectedly/)
  expect(glue).toMatch(/trampoline0 = getStdout\[symbolCabiLower\]/)
  expect(glue.length).toBeLessThan(35_000)
})

/** Names that jco's glue uses itself. */
const NAMES = [
  'task',
  'async-task',
  'cstate',
  'waitable',
  'async-subtask',
  'get-current-task',
  'future-value',
  'rep-table',
  'state',
  'ret',
  'err',
  'text-encoded',
]

test.each(NAMES)('a component may call its own things %s', async (name) => {
  const wit = `package a:b; world w {
    export i: interface {
      resource ${name} { constructor(); next: func() -> u32; }
      resource other { ${name}: func() -> u32; other-${name}: static func(); }
      f-${name}: func(x: borrow<${name}>) -> result<list<string>, u32>;
    }
    export ${name}: func(task: u32) -> u32;
  }`
  const bytes = await implement(
    'w',
    wit,
    `(module
      (import "[export]i" "[resource-new]${name}" (func $new (param i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "i#[constructor]${name}") (result i32) (call $new (i32.const 8)))
      (func (export "i#[method]${name}.next") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
      (func (export "i#[method]other.${name}") (param i32) (result i32) (i32.const 5))
      (func (export "i#[static]other.other-${name}"))
      (func (export "i#f-${name}") (param i32) (result i32) (i32.const 64))
      (func (export "${name}") (param i32) (result i32) (i32.add (local.get 0) (i32.const 2))))`,
  )
  const { glue } = await bindings(bytes, new FolderCache(false))
  expect(glue).not.toMatch(/class (Waitable|AsyncSubtask|FutureValue) \{\n *#/)
})

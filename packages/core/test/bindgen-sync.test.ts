import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { bindings } from '../src/toolchain/bindgen.js'
import { synchronous } from '../src/toolchain/bindgen/sync.js'

test('the glue of a component has no code for async calls, and no functions in place of the host', async () => {
  const { glue } = await bindings(fixture('p2-typed'))
  expect(glue).not.toMatch(
    /\basync\b|class (Waitable|AsyncSubtask)|_lowerImportBackwardsCompat|_trampoline|promiseWithResolvers\(/,
  )
  expect(glue).toMatch(/trampoline0 = getStdout\[symbolCabiLower\]/)
  expect(glue.length).toBeLessThan(80_000)
})

/** Names that the glue uses itself. */
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
  const { glue } = await bindings(bytes)
  expect(glue).not.toMatch(/class (Waitable|AsyncSubtask|FutureValue) \{\n *#/)
})

test.each([
  ['a function for an import that the host does not replace', (glue: string) => glue.replace('[symbolCabiLower](', '[lower](')],
  ['a function without a name', (glue: string) => glue.replace('_trampoline0.fnName', 'add.fnName')],
  ['no class for tasks', (glue: string) => glue.replace('class AsyncTask', 'class OtherTask')],
  ['an unknown member of a task', (glue: string) => glue.replace('task.exit();', 'task.suspend();')],
  ['an unknown member of a state', (glue: string) => glue.replace('.throwIfTrapped()', '.throwIfBusy()')],
  ['an async call', (glue: string) => glue.replace('return ret >>> 0;', 'return getCurrentTask(0);')],
])('glue in an unknown form is refused: %s', (_, change) => {
  const glue = `
  const INSTANCE_FLAGS = new Map();
  function getCurrentTask(componentIdx) { return 1; }
  class AsyncTask { async enter() { getCurrentTask(0); } }
  class ComponentAsyncState { tick() { new AsyncTask(); } }
  function getOrCreateAsyncState(componentIdx) { return new ComponentAsyncState({ componentIdx }); }
  function createNewCurrentTask(args) { return [new AsyncTask(args), 1]; }
  function _withGlobalCurrentTaskMeta(args) { getCurrentTask(1); return args.fn(); }
  const _trampoline0 = function() { getCurrentTask(2); return 1; }
  _trampoline0.fnName = 'f';
  function add(a) {
    getOrCreateAsyncState(0).throwIfTrapped();
    task.exit();
    return ret >>> 0;
  }
  let trampoline0 = _trampoline0.async ? getCurrentTask(3) : 0;
  if (getStdout[symbolCabiLower]) trampoline0 = getStdout[symbolCabiLower]({});
  return { add };
`
  const whole = (text: string) => `function instantiate() {${text}}`
  expect(synchronous(whole(glue))).not.toContain('getCurrentTask')
  expect(() => synchronous(whole(change(glue)))).toThrow(/^The glue has an unexpected form: /)
})

import { expect, test } from 'vitest'

import { CALLS, FLAGS } from '../src/toolchain/bindgen/calls.js'
import { changed } from '../src/toolchain/bindgen/changes.js'

/** A function as jco writes it, after the runtime's checks are in it. */
const CALL = `  let exports1Add;
  let realloc0;
  let realloc0Async;

  function add(arg0, arg1) {
    
    const hostProvided = false;
    getOrCreateAsyncState(0).throwIfTrapped();
    
    const [task, _wasm_call_currentTaskID] = createNewCurrentTask({
      componentIdx: 0,
      isAsync: false,
      isManualAsync: false,
      getCallbackFn: () => null,
      errHandling: 'none',
    });
    task.setCalleeIsAsync(false);
    
    const started = task.enterSync();
    CURRENT_TASK_MAY_BLOCK.value = task.mayBlock() ? 1 : 0;
    
    if (0!== null) {
      task.setReturnMemoryIdx(0);
      task.setReturnMemory((() => memory0)());
    }
    
    
    return _withGlobalCurrentTaskMeta({
      taskID: task.id(),
      componentIdx: task.componentIdx(),
      fn: () => {
        try {
          let ret;
          
          try {
            ret =  _withGlobalCurrentTaskMeta({
              taskID: task.id(),
              componentIdx: task.componentIdx(),
              fn: () => instantiateCore.returned(exports1Add(toUint32(arg0), toUint32(arg1))),
            });
          } catch (err) {
            
            _debugLog('[Instruction::CallWasm] error during sync call', {
              taskID: task.id(),
              err,
            });
            getOrCreateAsyncState(0).markTrapped(err);
            task.setErrored(err);
            task.reject(err);
            task.exit();
            throw err;
            
          }
          
          let cstate = getOrCreateAsyncState(0);
          cstate.mayLeave = false;
          postReturn0(ret);
          cstate.mayLeave = true;
          return ret >>> 0;
          
        } catch (err) {
          if (!task.isResolvedState()) {
            task.setErrored(err);
            task.reject(err);
          }
          if (!task.isExited()) { task.exit({ skipExclusiveLockCheck: true }); }
          throw err;
        }
      },
    });
    
  }
  const instanceFlags0 = new WebAssembly.Global({ value: "i32", mutable: true }, 1);
  INSTANCE_FLAGS.set(0, instanceFlags0);
  try {
    realloc0Async = WebAssembly.promising(exports1.cabi_realloc);
  } catch(err) {
    realloc0Async = exports1.cabi_realloc;
  }
`

test('a call of the component is only a call', () => {
  const lines = changed(CALL, [...CALLS, FLAGS]).split('\n')
  expect(lines.map((line) => line.trim()).filter(Boolean)).toEqual([
    'let exports1Add;',
    'let realloc0;',
    'function add(arg0, arg1) {',
    'let ret;',
    'try {',
    'ret =  instantiateCore.returned(exports1Add(toUint32(arg0), toUint32(arg1)));',
    '} catch (err) {',
    'throw _normalizeCoreTrap(err);',
    '}',
    'postReturn0(ret);',
    'return ret >>> 0;',
    '}',
  ])
})

test.each([
  ['another start of a task', 'task.enterSync()', 'task.enter()'],
  ['another end of a task', 'if (!task.isExited())', 'if (task.isOpen())'],
  ['another call', 'componentIdx: task.componentIdx(),\n              fn', 'other: 1,\n              fn'],
  ['a wait in the call', 'task.reject(err);\n            task.exit();', 'await task.reject(err);'],
  ['another mark around post-return', 'cstate.mayLeave = true', 'cstate.mayEnter = true'],
  ['another use of the flags', 'postReturn0(ret)', 'postReturn0(instanceFlags0, ret)'],
  ['another async allocator', 'WebAssembly.promising', 'promising'],
])('glue in an unknown form is refused: %s', (_, text, other) => {
  expect(CALL).toContain(text)
  expect(() => changed(CALL.replace(text, other), [...CALLS, FLAGS])).toThrow(
    /^The glue has an unexpected form: \d of \d places match /,
  )
})

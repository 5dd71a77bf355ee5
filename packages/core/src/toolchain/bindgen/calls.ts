import type { Change } from './changes.js'

// jco's glue is made for components with async functions. It tracks every call as a task that may be suspended, and marks an
// instance that may not call its imports. unwasi refuses such components: in a component of WASI 0.2, a call only has to be made.
// That an instance is not called after a trap, and calls nothing while it is in `post-return`, is checked by the runtime.

/** Leaves out the flags of components, which only components that are composed of others need. */
export const FLAGS: Change = {
  find: /^ *const (instanceFlags\d+) = new WebAssembly\.Global\(.*\);\n *INSTANCE_FLAGS\.set\(\d+, \1\);\n/gm,
  replace: '',
  // The declaration, and every use except the one above.
  mark: /\binstanceFlags\d+(?!\);$|:)/gm,
}

/** The changes that make a call of the component no more than a call. The runtime's checks must be in the glue already. */
export const CALLS: readonly Change[] = [
  // The end of a task. This is counted by the starts of tasks, so it comes before they are left out.
  {
    find: /^ *\} catch \(err\) \{\n *if \(!task\.isResolvedState\(\)\) \{\n *task\.setErrored\(err\);\n *task\.reject\(err\);\n *\}\n *if \(!task\.isExited\(\)\) \{ .*\n *throw err;\n *\}\n *\},\n *\}\);\n/gm,
    replace: '',
    mark: /^ *const hostProvided = false;$/gm,
  },
  {
    find: /^ *const hostProvided = false;\n *getOrCreateAsyncState\(\d+\)\.throwIfTrapped\(\);\n\s*const \[task, _wasm_call_currentTaskID\] = createNewCurrentTask\(\{\n(?: *\w+: .*,\n)* *\}\);\n *task\.setCalleeIsAsync\(false\);\n\s*const started = task\.enterSync\(\);\n *CURRENT_TASK_MAY_BLOCK\.value = .*\n\s*if \(\w+ *!== null\) \{\n(?: *task\.setReturnMemory.*\n)* *\}\n\s*return _withGlobalCurrentTaskMeta\(\{\n *taskID: task\.id\(\),\n *componentIdx: task\.componentIdx\(\),\n *fn: \(\) => \{\n *try \{\n/gm,
    replace: '',
    mark: /^ *const hostProvided = false;$/gm,
  },
  // jco gives traps the messages of wasmtime.
  {
    find: /^( *(?:ret = +)?)_withGlobalCurrentTaskMeta\(\{\n *taskID: task\.id\(\),\n *componentIdx: task\.componentIdx\(\),\n *fn: \(\) => (instantiateCore\.returned\(.*\)),\n *\}\);\n( *)\} catch \(err\) \{\n[^}]*\}\);\n *getOrCreateAsyncState\(\d+\)\.markTrapped\(err\);\n *task\.setErrored\(err\);\n *task\.reject\(err\);\n *task\.exit\(\);\n( *)throw err;\n/gm,
    replace: '$1$2;\n$3} catch (err) {\n$4throw _normalizeCoreTrap(err);\n',
    mark: /\binstantiateCore\.returned\(/g,
  },
  {
    find: /^ *let cstate = getOrCreateAsyncState\(\d+\);\n *cstate\.mayLeave = false;\n( *postReturn\d+\(.*\);\n) *cstate\.mayLeave = true;\n/gm,
    replace: '$1',
    mark: /\bcstate\.mayLeave = false;/g,
  },
  // `realloc` and `post-return` of async calls, which take the most time of all that a new instance does.
  {
    find: /^ *try \{\n *((?:realloc|postReturn)\d+Async) = WebAssembly\.promising\((.*)\);\n *\} catch\s*\(err\) \{\n *\1 = \2;\n *\}\n/gm,
    replace: '',
    mark: /^ *let (?:realloc|postReturn)\d+Async;$/gm,
  },
  {
    find: /^ *let (?:realloc|postReturn)\d+Async;\n/gm,
    replace: '',
    mark: /^ *let (?:realloc|postReturn)\d+;$/gm,
  },
]

import { checkSyntax } from '../../platform/index.js'
import { CALLS, FLAGS } from './calls.js'
import { changed, type Change } from './changes.js'
import { uncomposed } from './composed.js'
import { IMPORTS } from './imports.js'
import { LOWERING } from './lowering.js'
import { withoutClashes } from './own-names.js'
import { PASSING } from './passing.js'
import { trimmed } from './trim.js'

// jco's glue trusts the component in places where the runtime must check it. `instantiateCore` has functions for that (the
// runtime's `Lift`).

const CHECKS: readonly Change[] = [
  // The component must not call anything while it is in `realloc` or `post-return`, and `realloc` must return an address in
  // memory. jco's own check covers neither `realloc` nor imports that core wasm calls directly.
  // https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#component-instance-state
  {
    find: /^( *realloc\d+ = )(exports\d+[.[].*);$/gm,
    replace: "$1instantiateCore.inner($2, 'realloc');",
    mark: /^ *let realloc\d+;$/gm,
  },
  {
    find: /^( *postReturn\d+ = )(exports\d+[.[].*);$/gm,
    replace: "$1instantiateCore.inner($2, 'post-return');",
    mark: /^ *let postReturn\d+;$/gm,
  },
  // After the component has returned, every failure is its own fault and so a trap, except for an error that is its result.
  {
    find: /(\[Instruction::CallWasm\] enter', \{[^]*?\bfn: \(\) => )(\w+\(.*\)),$/gm,
    replace: '$1instantiateCore.returned($2),',
    mark: /\[Instruction::CallWasm\] enter'/g,
  },
  {
    find: /throw new ComponentError\((.*)\);$/gm,
    replace: 'throw instantiateCore.answer(new ComponentError($1));',
    mark: /throw new ComponentError\(/g,
  },
  // Records and variants would be "[object Object]" in the message of an error.
  {
    find: /\$\{String\(value\)\}( \(see error\.payload\))/g,
    replace: '${instantiateCore.described(value)}$1',
    mark: / \(see error\.payload\)/g,
  },
  // The cost of strings and lists is limited. The component says how long they are, and many can share the same memory.
  { find: /new TextDecoder\(/g, replace: 'instantiateCore.decoder(', mark: /new TextDecoder\(/g },
  {
    find: /\b(\w+)\.buffer\.slice\((\w+), \2 \+ (\w+ \* \d+)\)/g,
    replace: 'instantiateCore.copy($1, $2, $3)',
    mark: /\.buffer\.slice\(/g,
  },
  {
    find: /^( *)(var result\d+ = \[\];\n *for \(let i = 0; i < (len\d+); i\+\+\) \{\n *const base = \w+ \+ i \* (\d+);)$/gm,
    replace: '$1instantiateCore.list($3, $4);\n$1$2',
    mark: /\bi < len\d+; i\+\+/g,
  },
  // Handles of the component's own resources must not be too many, and the component must not make them up. The component may have
  // functions of these names, whose first parameter is `arg0`.
  {
    find: /^( *)function rscTableCreateOwn\(table, rep\) \{$/gm,
    replace: '$&\n$1  instantiateCore.created();',
    mark: /function rscTableCreateOwn\((?!arg0|\))/g,
  },
  {
    find: /^( *)function rscTableRemove\(table, handle\) \{$/gm,
    replace: '$&\n$1  instantiateCore.dropped(table, handle);',
    mark: /function rscTableRemove\((?!arg0|\))/g,
  },
  {
    find: /^( *)finalizationRegistry(\d+)\.register\(\w+, (\w+), \w+\);$/gm,
    replace: '$1instantiateCore.given(handleTable$2, $3);\n$&',
    mark: /finalizationRegistry\d+\.register\(/g,
  },
  // Destructors are the component's code, and no caller waits for one that the garbage collector calls.
  {
    find: /new FinalizationRegistry\((\w+)\)/g,
    replace: 'new FinalizationRegistry(instantiateCore.finalizer($1))',
    mark: /new FinalizationRegistry\(/g,
  },
  // In a list, jco's variables for the resource and its handle hold those of the last element when the function is called.
  {
    find: /(\bsymbolDispose, \{ writable: true, value: )(function \(\) \{\n *finalizationRegistry\d+\.unregister\((\w+)\);\n *const handleEntry = rscTableRemove\(handleTable\d+, (\w+)\);\n[^]*?\n *\})\}\);$/gm,
    replace: '$1instantiateCore.disposer((($3, $4) => $2)($3, $4))});',
    mark: /\bsymbolDispose, \{/g,
  },
]

/** The set of all representations that ever existed. Only jco's own functions for composed components need it (`composed.ts`). */
const CREATED = /^ *(?:table\._createdReps\.add\(rep\)|handleTable\d+\._createdReps = new Set\(\));\n/gm

/** Returns `glue` with a call of the runtime wherever the component could do harm. */
export function secured(glue: string): string {
  const text = changed(glue, CHECKS)
  return text.includes('_createdReps.has(') ? text : text.replaceAll(CREATED, '')
}

/**
 * Turns bindgen's module into statements that declare the function `instantiate`. Throws if the module is not as expected.
 * @param composed whether the component is composed of others
 */
export function gluedFunction(module: string, composed: boolean): string {
  const glue = module
    .replace(/^"use components";?\n/, '')
    .replaceAll(/^export (?=function|const)/gm, '')
    // This is the fallback for a caller that gives no modules. Bundlers would take its URLs for files to bundle.
    .replace(/^ *if \(!getCoreModule\) getCoreModule = .*\n/m, '')
    // A promise would take exports with a `then` for a promise, so it resolves to an object that has the exports in a field.
    // If the component has a function called `resolve`, this variable of jco's is `resolve$1`.
    .replace(/\bif \((resolve\b.*)\) return \1\(value\);$/m, 'if ($1) return $1({ exports: value });')
    .replace('else return value;', 'else return { exports: value };')
    // In a page's script, these would end the script or hide its end, even inside a string.
    .replaceAll(/<(?=\/script|!--)/gi, '\\x3c')
  if (glue.split('{ exports: value }').length !== 3) throw new Error('The glue returns its exports in an unexpected way.')
  if (glue.includes('import.meta')) throw new Error('The glue uses import.meta.')
  const unique = withoutClashes(glue)
  const calls = composed ? CALLS : [...CALLS, FLAGS]
  const closed = changed(
    trimmed(changed(secured(composed ? uncomposed(unique) : unique), [...PASSING, ...IMPORTS, ...calls])),
    LOWERING,
  )
  // This throws if it is not valid JavaScript, which a bundler would report without a remedy.
  checkSyntax(`'use strict'\n${closed}`)
  return closed
}

import { compileFunction } from 'node:vm'

// jco's glue trusts the component in places where the runtime has to decide. `instantiateCore` has functions for that (`Lift` of the
// runtime). The places are found by the text of the glue, which jco does not promise to keep, so each change knows how many there must be.

interface Change {
  /** The places. */
  readonly find: RegExp
  readonly replace: string
  /** Text that there is once for each place. */
  readonly mark: RegExp
}

const CHANGES: readonly Change[] = [
  // The component calls nothing while it is in `realloc` or `post-return`, and what `realloc` answers is in memory. jco's own check
  // covers neither `realloc` nor imports that core wasm calls directly.
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
  // Once the component has returned, whatever goes wrong is its own doing: a trap, but for an error that is its answer.
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
  // Strings and lists may cost only so much. The component says how long they are, and many can share the same memory.
  { find: /new TextDecoder\(/g, replace: 'instantiateCore.decoder(', mark: /new TextDecoder\(/g },
  {
    find: /(\w+)\.buffer\.slice\((\w+), \2 \+ (\w+ \* \d+)\)/g,
    replace: 'instantiateCore.copy($1, $2, $3)',
    mark: /\.buffer\.slice\(/g,
  },
  {
    find: /^( *)(var result\d+ = \[\];\n *for \(let i = 0; i < (len\d+); i\+\+\) \{\n *const base = \w+ \+ i \* (\d+);)$/gm,
    replace: '$1instantiateCore.list($3, $4);\n$1$2',
    mark: /\bi < len\d+; i\+\+/g,
  },
  // Handles of the component's own resources: that there are not too many, and none that it made up.
  {
    find: /^( *)function rscTableCreateOwn\(table, rep\) \{$/gm,
    replace: '$&\n$1  instantiateCore.created();',
    mark: /function rscTableCreateOwn\b/g,
  },
  {
    find: /^( *)function rscTableRemove\(table, handle\) \{$/gm,
    replace: '$&\n$1  instantiateCore.dropped(table, handle);',
    mark: /function rscTableRemove\b/g,
  },
  {
    find: /^( *)finalizationRegistry(\d+)\.register\(\w+, (\w+), \w+\);$/gm,
    replace: '$1instantiateCore.given(handleTable$2, $3);\n$&',
    mark: /finalizationRegistry\d+\.register\(/g,
  },
  // Destructors are the component's code, and nobody waits for one that the garbage collector calls.
  {
    find: /new FinalizationRegistry\((\w+)\)/g,
    replace: 'new FinalizationRegistry(instantiateCore.finalizer($1))',
    mark: /new FinalizationRegistry\(/g,
  },
  {
    find: /(\bsymbolDispose, \{ writable: true, value: )(function \(\) \{[^]*?\n *\})\}\);$/gm,
    replace: '$1instantiateCore.disposer($2)});',
    mark: /\bsymbolDispose, \{/g,
  },
]

/** Representations that there ever were, for components that pass resources on: those are not linked here, and it only grows. */
const CREATED = /^ *table\._createdReps\.add\(rep\);\n/gm

/** `glue` with the runtime asked wherever the component could do harm. */
export function secured(glue: string): string {
  const text = CHANGES.reduce((before, { find, replace, mark }) => {
    const [places, marks] = [find, mark].map((pattern) => before.match(pattern)?.length ?? 0)
    if (places !== marks) throw new Error(`it made glue of another form: ${places} of ${marks} places have ${find.source}`)
    return before.replaceAll(find, replace)
  }, glue)
  return text.includes('_createdReps.has(') ? text : text.replaceAll(CREATED, '')
}

/** bindgen's module as statements that declare the function `instantiate`. Raises where it is not as expected. */
export function gluedFunction(module: string): string {
  const glue = module
    .replace(/^"use components";?\n/, '')
    .replaceAll(/^export (?=function|const)/gm, '')
    // The fallback for a caller that gives no modules: bundlers would take its URLs for files to bundle.
    .replace(/^ *if \(!getCoreModule\) getCoreModule = .*\n/m, '')
    // A promise would take exports with a `then` among them for a promise: so what it resolves to is an object with the exports.
    .replace('if (resolve) return resolve(value);', 'if (resolve) return resolve({ exports: value });')
    .replace('else return value;', 'else return { exports: value };')
    // Where it is a script in a page, these end it or hide its end, in whatever string they are.
    .replaceAll(/<(?=\/script|!--)/gi, '\\x3c')
  if (glue.split('{ exports: value }').length !== 3) throw new Error('it made glue that returns in another way')
  if (glue.includes('import.meta')) throw new Error('it made glue that asks where it is')
  const closed = secured(glue)
  // jco takes some reserved words, `arguments` for one, for identifiers.
  compileFunction(`'use strict'\n${closed}`)
  return closed
}

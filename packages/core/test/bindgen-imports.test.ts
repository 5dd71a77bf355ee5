import { expect, test } from 'vitest'

import { changed } from '../src/toolchain/bindgen/changes.js'
import { IMPORTS } from '../src/toolchain/bindgen/imports.js'

/** What jco writes for the imports of a component that defines one resource and uses two of the host. */
const GLUE = `
  if (getStdout=== undefined) {
    const err = new Error("unexpectedly undefined instance import 'getStdout', was 'getStdout' available at instantiation?");
    console.error("ERROR:", err.toString());
    throw err;
  }

  const handleTable1 = [T_FLAG, 0];
  handleTable1._componentIdx = 0;
  
  
  const captureTable1= new Map();
  let captureCnt1= 0;
  
  HANDLE_TABLES[1] = handleTable1;
  const handleTable2 = [T_FLAG, 0];
  handleTable2._componentIdx = 0;
  const finalizationRegistry2 = finalizationRegistryCreate((handle) => {
    rscTableRemove(handleTable2, handle);
  });
  HANDLE_TABLES[2] = handleTable2;
  const handleTable6 = [T_FLAG, 0];
  handleTable6._componentIdx = 0;
  const captureTable6= new Map();
  let captureCnt6= 0;
  HANDLE_TABLES[6] = handleTable6;
  function trampoline1(handle) {
    const handleEntry = rscTableRemove(handleTable1, handle);
    if (handleEntry.own) {
      
      const rsc = captureTable1.get(handleEntry.rep);
      if (rsc) {
        if (rsc[symbolDispose]) rsc[symbolDispose]();
        captureTable1.delete(handleEntry.rep);
      } else if (OutputStream[symbolCabiDispose]) {
        OutputStream[symbolCabiDispose](handleEntry.rep);
      }
    }
  }
  function trampoline3(handle) {
    const handleEntry = rscTableRemove(handleTable6, handle);
    if (handleEntry.own) {
      throw new TypeError('unreachable trampoline for resource [ResourceIndex(6)]')
    }
  }
  function trampoline5(handle) {
    const handleEntry = rscTableRemove(handleTable2, handle);
    if (handleEntry.own) {
      exports0['1'](handleEntry.rep);
    }
  }
  if (getStdout[symbolCabiLower]) {
    trampoline0 = getStdout[symbolCabiLower]({ resourceTables: [handleTable1],});
  }
  if (getRandomU64[symbolCabiLower]) {
    trampoline2 = getRandomU64[symbolCabiLower]({});
  }
  if (OutputStream.prototype.write[symbolCabiLower]) {
    trampoline7 = OutputStream.prototype.write[symbolCabiLower]({ memory: memory0, realloc: realloc0, resourceTables: [handleTable6, handleTable1],});
  }
  ({ exports: exports1 } = yield instantiateCore(yield module0, {
    a: {
      b: Object.assign(_guardMayLeave(0, trampoline5), { _jcoMaySuspend: false }),
      c: Object.assign(exports0['0'], { _jcoMaySuspend: false }),
    },
  }));
`

test('imports are the functions of the host, which knows its own resources', () => {
  const lines = changed(GLUE, IMPORTS).split('\n')
  expect(lines.map((line) => line.trim()).filter(Boolean)).toEqual([
    'const handleTable2 = [T_FLAG, 0];',
    'handleTable2._componentIdx = 0;',
    'const finalizationRegistry2 = finalizationRegistryCreate((handle) => {',
    'rscTableRemove(handleTable2, handle);',
    '});',
    'let trampoline1;',
    'let trampoline3;',
    'function trampoline5(handle) {',
    'const handleEntry = rscTableRemove(handleTable2, handle);',
    'if (handleEntry.own) {',
    "exports0['1'](handleEntry.rep);",
    '}',
    '}',
    'trampoline0 = getStdout[symbolCabiLower]({ });',
    'trampoline2 = getRandomU64[symbolCabiLower]({});',
    'trampoline7 = OutputStream.prototype.write[symbolCabiLower]({ memory: memory0, realloc: realloc0});',
    '({ exports: exports1 } = yield instantiateCore(yield module0, {',
    'a: {',
    'b: trampoline5,',
    "c: exports0['0'],",
    '},',
    '}));',
  ])
})

test.each([
  ['an import that may wait', '_jcoMaySuspend: false', '_jcoMaySuspend: true'],
  ['another check of an import', 'console.error("ERROR:", err.toString());', ''],
  ['another way to lower a function', 'trampoline7 = OutputStream.prototype', 'trampoline7 = Output'],
  ['another way to drop a resource', 'rscTableRemove(handleTable1, handle)', 'remove(handleTable1, handle)'],
  ['another table', 'const captureTable6= new Map()', 'const captureTable6 = {}'],
  ['another list of tables', 'HANDLE_TABLES[6] = handleTable6', 'HANDLE_TABLES.push(handleTable6)'],
])('glue in an unknown form is refused: %s', (_, text, other) => {
  expect(GLUE).toContain(text)
  expect(() => changed(GLUE.replace(text, other), IMPORTS)).toThrow(/^The glue has an unexpected form: \d of \d places match /)
})

import type { UnwasiErrorInit } from '../errors.js'
import { exampleFiles, exampleOption, stubs } from '../imports/stubs.js'
import type { Import } from '../read/shapes.js'
import { quoted } from '../text.js'
import { fullNames } from './names.js'
import { languages } from './worlds/languages.js'
import { plugins } from './worlds/plugins.js'
import { runtimes } from './worlds/runtimes.js'
import { toolchains } from './worlds/toolchains.js'
import type { World } from './worlds/world.js'

/** The hosts in order of precedence: the first one that claims an import explains the refusal. */
export const WORLDS: readonly World[] = [...runtimes, ...plugins, ...languages, ...toolchains]

/** Explains the refusal of functions that no known host claims. */
export function unknown(imports: readonly Import[]): UnwasiErrorInit {
  const modules = [...new Set(imports.map((entry) => entry.module))]
  const files = exampleFiles(modules, (module) => module)
  const [first = '', file = ''] = [...files][0] ?? []
  return {
    code: 'UNKNOWN_IMPORT',
    headline: `the program imports ${fullNames(imports)}, which ${imports.length === 1 ? 'is' : 'are'} not part of WASI`,
    why: 'Nothing would provide these functions when the program runs, so the program could not start.',
    fix: [
      `If JavaScript is to provide them, set the plugin option \`imports: ${exampleOption([...files].slice(0, 6))}\` (on the command line \`--import ${quoted(`${first}=${file}`)}\`), and write the functions:`,
      ...stubs(imports, files).map((line) => `    ${line}`),
      modules.includes('env')
        ? '  If not, link the library that defines these functions. Imports from `env` are usually symbols that the linker did not find. Without `--allow-undefined`, the linker reports them.'
        : '  If not, build the program for plain WASI preview1 (`wasip1`), without functions of a custom host.',
    ].join('\n'),
  }
}

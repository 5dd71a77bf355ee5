import { literal } from '../text.js'
import { exportName, valueExports } from './names.js'

/** The module of a library in two: a bundler that finds no use for the named exports can leave out the `await` that they need. */
export interface ModuleParts {
  /** Module text with `export default program`, and no `await`. */
  program: string
  /** What is exported beside `default`: members of an instance that is made when the module is evaluated. */
  names: readonly string[]
}

/** Both parts as one module, which is run as it is. */
export function wholeModule({ program, names }: ModuleParts): string {
  return names.length === 0 ? program : [program + MAKE_INSTANCE, ...valueExports(names), ''].join('\n')
}

const MAKE_INSTANCE = 'const instance = await program()'

export interface NamedExportsText {
  /** Exports `names`, of an instance that it awaits. */
  named: string
  /** Exports `names` without values, for output formats that lack top-level await. Whatever is used of it is a mistake. */
  unavailable: string
  /** Exports everything: the module that users import. */
  main: string
}

/**
 * The modules that a bundler needs beside the one with `program`. They import that one and each other by these specifiers; there is no
 * circle among them.
 */
export function namedExportsText(names: readonly string[], specifiers: { program: string; named: string }): NamedExportsText {
  return {
    named: [`import program from ${literal(specifiers.program)}`, MAKE_INSTANCE, ...valueExports(names), ''].join('\n'),
    unavailable: [
      ...names.flatMap((name, index) => [
        // No literal, which bundlers would put in the place of its uses.
        `const export${index} = /* @__PURE__ */ Symbol(${literal(name)})`,
        `export { export${index} as ${exportName(name)} }`,
      ]),
      '',
    ].join('\n'),
    main: [
      `export { default } from ${literal(specifiers.program)}`,
      `export { ${names.map(exportName).join(', ')} } from ${literal(specifiers.named)}`,
      '',
    ].join('\n'),
  }
}

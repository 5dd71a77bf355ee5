import { literal } from '../text.js'
import { exportName, valueExports } from './names.js'

/** The module of a library in two parts, so that a bundler can leave out unused named exports with the `await` that they need. */
export interface ModuleParts {
  /** Module text with `export default program`, and no `await`. */
  program: string
  /** The exports other than `default`: members of an instance that is made when the module is evaluated. */
  names: readonly string[]
}

/** Joins both parts to one module, which runs without a bundler. */
export function wholeModule({ program, names }: ModuleParts): string {
  return names.length === 0 ? program : [program + MAKE_INSTANCE, ...valueExports(names), ''].join('\n')
}

const MAKE_INSTANCE = 'const instance = await program()'

export interface NamedExportsText {
  /** Exports `names` from an instance that it awaits. */
  named: string
  /** Exports `names` without values, for output formats that lack top-level await. Every use of these exports is a mistake. */
  unavailable: string
  /** The module that users import, which exports everything. */
  main: string
}

/**
 * Returns the modules that a bundler needs in addition to the one with `program`. They import that one and each other by these
 * specifiers, without a circle.
 */
export function namedExportsText(names: readonly string[], specifiers: { program: string; named: string }): NamedExportsText {
  return {
    named: [`import program from ${literal(specifiers.program)}`, MAKE_INSTANCE, ...valueExports(names), ''].join('\n'),
    unavailable: [
      ...names.flatMap((name, index) => [
        // The value is not a literal, because bundlers would inline that.
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

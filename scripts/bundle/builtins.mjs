/**
 * A plugin that gets Node's modules without an import. For an import, Node reads every property of the module to make its exports, and
 * so loads what the properties stand for: 60 further modules for `node:fs` and `node:util`, which takes 8 ms.
 */
export const builtins = {
  name: 'builtins',
  renderChunk(code) {
    const changed = code.replaceAll(
      /^import (?:\* as )?([\w$]+)?(?:, )?(\{.+\})? from ("node:[\w/]+");$/gm,
      (_, whole, parts, module) =>
        [whole, parts?.replaceAll(' as ', ': ')]
          .filter((name) => name !== undefined)
          .map((name) => `const ${name} = process.getBuiltinModule(${module});`)
          .join(' '),
    )
    const left = /^import .*"node:.*$/m.exec(changed)
    if (left) throw new Error(`an import that the plugin 'builtins' does not know: ${left[0]}`)
    return changed
  },
}

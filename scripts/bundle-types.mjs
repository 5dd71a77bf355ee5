import { readFileSync } from 'node:fs'
import path from 'node:path'

// The `.d.ts` bundlers that support TypeScript 7 need a newer Node than this repository does. Declarations written by tsc are
// regular enough for the small bundler below, which throws on everything that it does not know.
import { parseAst } from 'rolldown/parseAst'

/**
 * Bundles `entry` and everything that it imports by relative path into one `.d.ts` text. Names keep their spelling, so two files
 * must not declare the same name, and renaming imports and exports are refused.
 * @param {string} entry absolute path of a .d.ts file
 */
export function bundleTypes(entry) {
  const declared = new Map()
  const seen = new Set()
  const parts = []

  /** Reads `file` once, and returns the names that it exports. */
  function visit(file) {
    const text = readFileSync(file, 'utf8')
    const first = !seen.has(file)
    seen.add(file)
    const names = new Set()
    const resolve = (value) => {
      if (!value.startsWith('.')) throw new Error(`${file}: '${value}' is outside the package`)
      return path.resolve(path.dirname(file), value.replace(/\.js$/, '.d.ts'))
    }
    const source = (node) => resolve(node.source.value)
    const declare = (node) => {
      for (const name of declaredNames(node)) {
        if (first && (declared.get(name) ?? file) !== file)
          throw new Error(`'${name}' is declared by ${declared.get(name)} and ${file}`)
        declared.set(name, file)
      }
      if (!first) return
      // tsc writes the type of an inferred declaration as `import("./run.js").Name`.
      const inlined = withComment(text, node, file).replace(/\bimport\("([^"]+)"\)\.(?=\w)/g, (_, value) => {
        visit(resolve(value))
        return ''
      })
      parts.push(inlined)
    }
    for (const node of parseAst(text, { lang: 'dts' }).body) {
      if (node.type === 'ImportDeclaration') {
        for (const { imported, local } of node.specifiers) sameName(imported, local, file)
        if (first) visit(source(node))
      } else if (node.type === 'ExportAllDeclaration') {
        for (const name of visit(source(node))) names.add(name)
      } else if (node.type === 'ExportNamedDeclaration' && node.source) {
        visit(source(node))
        for (const { local, exported } of node.specifiers) names.add(sameName(local, exported, file))
      } else if (node.type === 'ExportNamedDeclaration' && node.declaration) {
        declare(node)
        for (const name of declaredNames(node)) names.add(name)
      } else if (node.type === 'ExportNamedDeclaration') {
        for (const { local, exported } of node.specifiers) names.add(sameName(local, exported, file))
      } else {
        declare(node)
      }
    }
    return names
  }

  const names = [...visit(entry)].toSorted()
  return `${parts.join('\n')}\nexport { ${names.join(', ')} }\n`
}

function sameName(from, to, file) {
  if (from?.name !== to.name) throw new Error(`${file}: '${to.name}' is renamed`)
  return to.name
}

function declaredNames(node) {
  const declaration = node.declaration ?? node
  if (declaration.declarations) return declaration.declarations.map(({ id }) => id.name)
  if (declaration.id) return [declaration.id.name]
  throw new Error(`a ${declaration.type} can't be bundled`)
}

/** The declaration with its doc comment, without `export`. */
function withComment(text, node, file) {
  const before = text.slice(0, node.start)
  const comment = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*$/.exec(before)?.[0] ?? ''
  const declaration = text.slice((node.declaration ?? node).start, node.end)
  if (declaration.startsWith('default')) throw new Error(`${file}: a default export can't be bundled`)
  const ambient = /^(?:declare|interface|type)\b/.test(declaration) ? declaration : `declare ${declaration}`
  return comment + ambient
}

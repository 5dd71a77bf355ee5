/** A statement that begins so declares the namespace of an interface. */
const NAMESPACE = /^declare namespace (\w+) \{/

/**
 * Returns the declarations that `roots` need. A component imports interfaces of WASI for its own use. Without them, its types are
 * shorter by far.
 */
export function reachable(declarations: readonly string[], roots: readonly string[]): string[] {
  const namespaces = new Map(
    declarations.flatMap((text) => {
      const name = NAMESPACE.exec(text)?.[1]
      return name === undefined ? [] : [[name, text] as const]
    }),
  )
  const found = new Set<string>()
  // Other declarations are those of the world itself.
  const open = [...roots, ...declarations.filter((text) => !NAMESPACE.test(text))]
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    for (const [word] of withoutComments(text).matchAll(/\w+/g)) {
      const namespace = namespaces.get(word)
      if (namespace === undefined || found.has(word)) continue
      found.add(word)
      open.push(namespace)
    }
  }
  return declarations.filter((text) => {
    const name = NAMESPACE.exec(text)?.[1]
    return name === undefined || found.has(name)
  })
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[^]*?\*\//g, '')

/** The beginning of a function of the component, if it has the name under which it is exported. Others are unique: `_await`, `name$1`. */
const OWN = /^ *function ([a-zA-Z]\w*)\(.*\) \{\n\s*const hostProvided = false;$/gm
const DECLARED = /\b(?:function|class|const|let) (\w+)/g

/**
 * Returns `glue` with other names for those of the component's functions that would hide a function or variable of jco's, such as
 * `memory0` and `rscTableRemove`, and for `arguments`, which strict mode reserves. They are exported as before.
 */
export function withoutClashes(glue: string): string {
  const declared = new Set<string>()
  const again = new Set<string>()
  for (const [, name] of glue.matchAll(DECLARED)) (declared.has(name!) ? again : declared).add(name!)
  const clashes = [...glue.matchAll(OWN)].map(([, name]) => name!).filter((name) => again.has(name) || name === 'arguments')
  return clashes.reduce(
    (text, name) =>
      text
        .replace(new RegExp(`^( *function )${name}(?=\\(.*\\) \\{\\n\\s*const hostProvided = false;$)`, 'm'), `$1own_${name}`)
        // The function is exported by an interface, or by the component itself.
        .replaceAll(new RegExp(`^( *${name}: )${name},$`, 'gm'), `$1own_${name},`)
        .replaceAll(new RegExp(`^( *return \\{ (?:.*, )?)${name}(, .*\\};)$`, 'gm'), `$1${name}: own_${name}$2`),
    glue,
  )
}

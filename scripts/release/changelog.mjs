/** The headings of a release, in order, for the kinds of change that changesets know. */
const kinds = { major: 'Changes that break', minor: 'New', patch: 'Mended' }

/**
 * The entry of a release for CHANGELOG.md. All packages have one version, so there is one changelog, whose items name their packages.
 * @param {{ version: string, date: string, changesets: readonly { id: string, summary: string, releases: readonly { name: string, type: string }[] }[] }} release
 * @returns {string}
 */
export function entry({ version, date, changesets }) {
  const groups = Object.entries(kinds).map(([kind, heading]) => {
    const items = changesets.filter(({ releases }) => kindOf(releases) === kind)
    // What introduces the release comes first, and the rest in the order of their names, which does not depend on the file system.
    items.sort((left, right) => rank(left.id) - rank(right.id) || (left.id < right.id ? -1 : 1))
    return items.length === 0 ? '' : `### ${heading}\n\n${items.map(item).join('\n\n')}\n`
  })
  return `## ${version} (${date})\n\n${groups.filter(Boolean).join('\n')}`
}

const rank = (id) => (id === 'first-release' ? 0 : 1)

/** The strongest kind of change of a changeset, in any of its packages. */
function kindOf(releases) {
  const found = Object.keys(kinds).find((kind) => releases.some(({ type }) => type === kind))
  if (found === undefined) throw new Error(`a changeset has no kind: ${JSON.stringify(releases)}`)
  return found
}

/** A list item. Further paragraphs and code blocks are indented, so that they stay in it. */
function item({ summary, releases }) {
  const names = releases.map(({ name }) => `\`${name}\``).join(', ')
  return `- ${names}: ${summary.trim()}`.split('\n').join('\n  ').replaceAll(/^ +$/gm, '')
}

/**
 * Puts an entry before those of earlier releases.
 * @param {string} changelog the text of CHANGELOG.md
 * @param {string} added
 */
export function withEntry(changelog, added) {
  const at = changelog.search(/^## /m)
  return at < 0 ? `${changelog.trimEnd()}\n\n${added}` : `${changelog.slice(0, at)}${added}\n${changelog.slice(at)}`
}

/**
 * The changelog of one package, from which changesets/action takes the text of its pull request.
 * @param {string} name
 * @param {string} version
 */
export const reference = (name, version) => `# ${name}\n\n## ${version}\n\nCHANGELOG.md in the root says what is new.\n`

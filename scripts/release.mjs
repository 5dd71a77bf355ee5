// `pnpm release` publishes all packages that npm does not have at their version, and tags the commit. Only the workflow of releases runs it,
// because npm takes the provenance from there. `pnpm release --dry-run` does everything else, in a copy that it removes.
// `pnpm release --version` uses up the changesets: it writes CHANGELOG.md and the versions, for a pull request.
import { rehearse } from './release/rehearsal.mjs'
import { version } from './release/version.mjs'
import { bin, pnpm, root, run, script } from './steps.mjs'

const today = new Date().toISOString().slice(0, 10)
const [mode, ...others] = process.argv.slice(2)

async function main() {
  if (others.length > 0) return usage()
  if (mode === '--dry-run') {
    const { version: next, names } = await rehearse(today)
    console.log(`${next} can be published: ${names.join(', ')}`)
    return 0
  }
  if (mode === '--version') {
    console.log(`all packages are at ${await version(root, today)}`)
    return pnpm(['install', '--lockfile-only']) && script('format') ? 0 : 1
  }
  if (mode !== undefined) return usage()
  if (process.env.GITHUB_ACTIONS !== 'true') {
    console.error('`pnpm release` publishes from the workflow of releases alone. Try `pnpm release --dry-run`.')
    return 1
  }
  return script('build') && run(bin('changeset'), ['publish']) ? 0 : 1
}

function usage() {
  console.error('usage: pnpm release [--dry-run | --version]')
  return 2
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`release: ${error.message}`)
  process.exitCode = 1
}

import { writeFileSync } from 'node:fs'

/** What `runBuild` in child.ts passes on. */
export const config = JSON.parse(process.argv[2], (_, value) => (value?.regexp ? new RegExp(...value.regexp) : value))

/** Writes what `runBuild` gives back. */
export const report = (result) => writeFileSync(process.argv[3], JSON.stringify(result))

/** The plugin, or the end of this process if it can't be made. */
export function make(unwasi) {
  try {
    return unwasi(config.plugin)
  } catch ({ name, code, message }) {
    report({ error: { name, code, message } })
    process.exit(1)
  }
}

import { writeFileSync } from 'node:fs'

/** The configuration that `runBuild` in child.ts passes. */
export const config = JSON.parse(process.argv[2], (_, value) => (value?.regexp ? new RegExp(...value.regexp) : value))

/** Writes the result that `runBuild` returns. */
export const report = (result) => writeFileSync(process.argv[3], JSON.stringify(result))

/** Makes the plugin. If that fails, it reports the error and ends the process. */
export function make(unwasi) {
  try {
    return unwasi(config.plugin)
  } catch ({ name, code, message }) {
    report({ error: { name, code, message } })
    process.exit(1)
  }
}

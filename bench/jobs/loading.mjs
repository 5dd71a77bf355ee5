import { createRequire } from 'node:module'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'

/** The milliseconds that the import of a package takes in a process that has imported nothing else. */
export default async function loading({ folder, name }) {
  const url = pathToFileURL(createRequire(path.join(folder, 'package.json')).resolve(name)).href
  const start = performance.now()
  await import(url)
  return performance.now() - start
}

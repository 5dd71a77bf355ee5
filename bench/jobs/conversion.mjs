import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'

import { packageUrl } from '../checkout.mjs'

/** The milliseconds of one conversion. Its tool is imported beforehand. */
export default async function conversion(job) {
  const bytes = await readFile(job.guest)
  let convert
  if (job.tool === 'jco') {
    const jco = await import('../contenders/jco.mjs')
    await import('@bytecodealliance/jco')
    convert = () => jco.convert(bytes)
  } else {
    const core = await import(packageUrl('@unwasi/core'))
    convert = () => core[job.tool](bytes, { file: job.guest, cache: job.cache, compact: job.compact })
  }
  const start = performance.now()
  await convert()
  return performance.now() - start
}

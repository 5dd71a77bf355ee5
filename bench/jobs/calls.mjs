import { contender } from '../contenders/index.mjs'

/** The guest times itself and prints the nanoseconds of one call. The first run is a warm-up. */
export default async function calls(job) {
  const run = await contender(job)
  for (let round = 0; round < 2; round++) {
    const code = await run(['bench', job.name, String(job.n)])
    if (code !== 0) throw new Error(`exit code ${code}`)
  }
}

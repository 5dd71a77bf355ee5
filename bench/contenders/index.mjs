/** Loads the guest of `job` with a contender, given as `FILE#EXPORT`. */
export async function contender(job) {
  const [file, form] = job.contender.split('#')
  const { [form]: load } = await import(`./${file}.mjs`)
  return load(job.guest, job)
}

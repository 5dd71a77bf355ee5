import { fetchRemote, webAddress } from './fetch/remote.js'
import { bytesOfFile } from './model/file.js'
import type { FormState, Source } from './model/link.js'
import { samples } from './model/samples.js'
import { shown } from './report/words.js'
import { guestView, problemView, refusalView, type View } from './view.js'

export { shown }

/** The name under which the page shows a source. */
export function nameOf(source: Source | File): string {
  if (source instanceof File || source.is === 'file') return source.name
  if (source.is === 'sample') return samples.find(({ id }) => id === source.sample)?.file ?? source.sample
  return source.address.split(/[?#]/)[0]?.split('/').pop() || source.address
}

/** Fetches a program, reads it, and makes its view. Never rejects: a problem has a view, too. */
export async function openSource(given: Source | File, form: Partial<FormState>): Promise<View> {
  const name = nameOf(given)
  try {
    const [bytes, engine] = await Promise.all([
      given instanceof File ? bytesOfFile(given) : bytesOf(given),
      import('./engine/index.js'),
    ])
    const source = given instanceof File ? { is: 'file' as const, name, bytes } : given
    const report = await engine.inspect(bytes, name)
    if (report.refusal) return refusalView(report, name)
    return guestView(await engine.open(bytes, name), source, form)
  } catch (error) {
    return problemView(name, error)
  }
}

async function bytesOf(source: Source): Promise<Uint8Array<ArrayBuffer>> {
  if (source.is === 'address') return fetchRemote(webAddress(source.address))
  if (source.is === 'file') {
    if (source.bytes.length === 0)
      throw new Error('The link does not contain the program. Drop its file here, and the setup is used with it.')
    return new Uint8Array(source.bytes)
  }
  const sample = samples.find(({ id }) => id === source.sample)
  if (sample === undefined) throw new Error(`There is no sample with the name ${shown(source.sample)}.`)
  const response = await fetch(sample.url)
  if (!response.ok) throw new Error(`The sample could not be fetched: the server returned the status ${response.status}.`)
  return new Uint8Array(await response.arrayBuffer())
}

import run from '$lib/main.wasm?component'

import type { PageServerLoad } from './$types'

/** Runs the Go program on the server while the page is rendered. */
export const load: PageServerLoad = async ({ url }) => {
  const { stdout } = await run(url.searchParams.getAll('name'))
  return { fromServer: stdout }
}

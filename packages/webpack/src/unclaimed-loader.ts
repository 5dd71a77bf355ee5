import path from 'node:path'

import { unclaimedWarning } from '@unwasi/unplugin'

import { run, type LoaderContext } from './context.js'

/** Passes a `.wasm` file on unchanged, with a warning if only `?component` can import it. */
export default function unwasiUnclaimedLoader(this: LoaderContext, source: Buffer): void {
  run(this, async () => {
    const warning = await unclaimedWarning(this.resourcePath, `./${path.basename(this.resourcePath)}`)
    if (warning !== undefined) this.emitWarning(new Error(warning))
    return source
  })
}

export const raw = true

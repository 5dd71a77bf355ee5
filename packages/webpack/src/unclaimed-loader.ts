import path from 'node:path'

import { unclaimedWarning } from '@unwasi/unplugin'

import { run, type LoaderContext } from './context.js'

/** Passes a `.wasm` file on as it is, with a warning when it is one that only `?component` can import. */
export default function unwasiUnclaimedLoader(this: LoaderContext, source: Buffer): void {
  run(this, async () => {
    const warning = await unclaimedWarning(this.resourcePath, `./${path.basename(this.resourcePath)}`)
    if (warning !== undefined) this.emitWarning(new Error(warning))
    return source
  })
}

export const raw = true

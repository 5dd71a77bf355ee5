import type { Options } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'
import { resolveOptions, type Request } from '@unwasi/unplugin'

import { moduleFor } from './convert.js'
import type { Answer } from './converter.js'

export async function convertHere(request: Request, options: Options): Promise<Answer> {
  try {
    return { result: await moduleFor(request, resolveOptions(options)) }
  } catch (error) {
    if (!(error instanceof UnwasiError)) throw error
    const { code, headline, why, fix, file, diagnostics, cause } = error
    return { refused: { code, headline, why, fix, file, diagnostics, cause } }
  }
}
